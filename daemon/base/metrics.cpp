#include "daemon/base/metrics.h"

#include <map>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "daemon/base/mutex.h"

namespace huiyin {
namespace {

using SeriesKey = std::pair<std::string, Labels>;

struct Metrics {
  Mutex mutex;
  prometheus::Registry registry;
  std::map<std::string, prometheus::Family<prometheus::Counter>*> counter_families GUARDED_BY(mutex);
  std::map<std::string, prometheus::Family<prometheus::Gauge>*> gauge_families GUARDED_BY(mutex);
  std::map<std::string, prometheus::Family<prometheus::Histogram>*> histogram_families GUARDED_BY(mutex);
  std::map<SeriesKey, Counter> counters GUARDED_BY(mutex);  // map: references into it stay good
  std::map<SeriesKey, Gauge> gauges GUARDED_BY(mutex);
  std::map<SeriesKey, Histogram> histograms GUARDED_BY(mutex);
};

// Never destroyed: threads may still count while the process ends.
Metrics& metrics() {
  static auto* const all = new Metrics;
  return *all;
}

template <typename T, typename Build>
prometheus::Family<T>& family(std::map<std::string, prometheus::Family<T>*>& known, Build build,
                              const std::string& name, const std::string& help) {
  auto [it, is_new] = known.try_emplace(name, nullptr);
  if (is_new) it->second = &build().Name(name).Help(help).Register(metrics().registry);
  return *it->second;
}

prometheus::Labels to_map(const Labels& labels) {
  return {labels.begin(), labels.end()};
}

template <typename T>
T& as(void* impl) {
  return *static_cast<T*>(impl);
}

}  // namespace

void Counter::add(double by) {
  as<prometheus::Counter>(impl_).Increment(by);
}
double Counter::value() const {
  return as<prometheus::Counter>(impl_).Value();
}
void Gauge::set(double v) {
  as<prometheus::Gauge>(impl_).Set(v);
}
void Gauge::add(double by) {
  as<prometheus::Gauge>(impl_).Increment(by);
}
double Gauge::value() const {
  return as<prometheus::Gauge>(impl_).Value();
}
void Histogram::observe(double v) {
  as<prometheus::Histogram>(impl_).Observe(v);
}

Counter& counter(const std::string& name, const std::string& help, const Labels& labels) {
  Metrics& m = metrics();
  Lock lock(m.mutex);
  Counter& c = m.counters[{name, labels}];
  if (c.impl_ == nullptr)
    c.impl_ = &family(m.counter_families, prometheus::BuildCounter, name, help).Add(to_map(labels));
  return c;
}

Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels) {
  Metrics& m = metrics();
  Lock lock(m.mutex);
  Gauge& g = m.gauges[{name, labels}];
  if (g.impl_ == nullptr)
    g.impl_ = &family(m.gauge_families, prometheus::BuildGauge, name, help).Add(to_map(labels));
  return g;
}

Histogram& histogram(const std::string& name, const std::string& help, const std::vector<double>& bounds,
                     const Labels& labels) {
  Metrics& m = metrics();
  Lock lock(m.mutex);
  Histogram& h = m.histograms[{name, labels}];
  if (h.impl_ == nullptr)
    h.impl_ =
        &family(m.histogram_families, prometheus::BuildHistogram, name, help).Add(to_map(labels), bounds);
  return h;
}

std::string metrics_text() {
  return prometheus::TextSerializer().Serialize(metrics().registry.Collect());
}

}  // namespace huiyin
