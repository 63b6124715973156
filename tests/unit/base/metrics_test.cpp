#include "daemon/base/metrics.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace huiyin {
namespace {

bool has_line(const std::string& line) {
  return ('\n' + metrics_text()).find('\n' + line + '\n') != std::string::npos;
}

TEST(Metrics, TheSameNameAndLabelsAreOneSeries) {
  Counter& a = counter("test_sent_total", "sent", {{"carrier", "a"}});
  Counter& b = counter("test_sent_total", "sent", {{"carrier", "b"}});
  EXPECT_EQ(&a, &counter("test_sent_total", "sent", {{"carrier", "a"}}));
  EXPECT_NE(&a, &b);
  a.add();
  a.add(2);
  EXPECT_DOUBLE_EQ(a.value(), 3);
  EXPECT_DOUBLE_EQ(b.value(), 0);
  EXPECT_TRUE(has_line("test_sent_total{carrier=\"a\"} 3"));
  EXPECT_TRUE(has_line("# TYPE test_sent_total counter"));
  EXPECT_TRUE(has_line("# HELP test_sent_total sent"));
}

TEST(Metrics, GaugesGoBothWays) {
  Gauge& g = gauge("test_waiting", "waiting");
  g.set(5);
  g.add(-2);
  EXPECT_DOUBLE_EQ(g.value(), 3);
  EXPECT_TRUE(has_line("test_waiting 3"));
}

TEST(Metrics, HistogramsCountInBuckets) {
  Histogram& h = histogram("test_seconds", "time", {0.1, 1});
  for (const double v : {0.05, 0.5, 5.0}) h.observe(v);
  EXPECT_EQ(&h, &histogram("test_seconds", "time", {0.1, 1}));
  EXPECT_TRUE(has_line("test_seconds_count 3"));
  EXPECT_TRUE(has_line("test_seconds_bucket{le=\"0.1\"} 1"));
  EXPECT_TRUE(has_line("test_seconds_bucket{le=\"1\"} 2"));
  EXPECT_TRUE(has_line("test_seconds_bucket{le=\"+Inf\"} 3"));
}

TEST(Metrics, LabelValuesAreEscaped) {
  counter("test_escaped_total", "x", {{"l", "a\"b\\c\nd"}}).add();
  EXPECT_TRUE(has_line(R"(test_escaped_total{l="a\"b\\c\nd"} 1)"));
}

TEST(Metrics, ThreadsLoseNoCount) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([t] {
      Counter& c = counter("test_threads_total", "x", {{"t", std::to_string(t % 2)}});
      for (int i = 0; i < 10000; ++i) c.add();
    });
  for (std::thread& t : threads) t.join();
  EXPECT_DOUBLE_EQ(counter("test_threads_total", "x", {{"t", "0"}}).value(), 20000);
}

}  // namespace
}  // namespace huiyin
