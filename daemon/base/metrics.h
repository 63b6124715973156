// Metrics facade over prometheus-cpp's registry (private to metrics.cpp). Names follow Prometheus' rules;
// labels never carry personal data. Hold the returned reference: looking a labelled series up costs 50 times
// an increment.
#pragma once
#include <string>
#include <utility>
#include <vector>

namespace huiyin {

using Labels = std::vector<std::pair<std::string, std::string>>;

class Counter {
 public:
  void add(double by = 1);
  double value() const;

 private:
  friend Counter& counter(const std::string&, const std::string&, const Labels&);
  void* impl_ = nullptr;
};
class Gauge {
 public:
  void set(double v);
  void add(double by);
  double value() const;

 private:
  friend Gauge& gauge(const std::string&, const std::string&, const Labels&);
  void* impl_ = nullptr;
};
class Histogram {
 public:
  void observe(double v);

 private:
  friend Histogram& histogram(const std::string&, const std::string&, const std::vector<double>&,
                              const Labels&);
  void* impl_ = nullptr;
};

// Any thread; the same name and labels give the same series for the life of the process.
Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {});
Histogram& histogram(const std::string& name, const std::string& help, const std::vector<double>& bounds,
                     const Labels& labels = {});

std::string metrics_text();  // Prometheus text exposition format 0.0.4

}  // namespace huiyin
