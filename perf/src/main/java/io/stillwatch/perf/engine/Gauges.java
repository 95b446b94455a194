package io.stillwatch.perf.engine;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** What the job of this process says of itself, by the names that monitors know. */
public final class Gauges implements MetricReporter {

  private static final String NAME = "perf";
  private static final Map<String, Map<Metric, Gauge<?>>> BY_NAME = new ConcurrentHashMap<>();

  /** Flink finds it by its name. */
  public static final class Factory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(Properties properties) {
      return new Gauges();
    }
  }

  private Gauges() {}

  static void listen(Configuration configuration) {
    configuration.set(MetricOptions.REPORTERS_LIST, NAME);
    configuration.set(
        ConfigOptions.key("metrics.reporter." + NAME + ".factory.class")
            .stringType()
            .noDefaultValue(),
        Factory.class.getName());
  }

  /** The sum over all tasks; 0 where there is no such gauge. */
  static long sum(String name) {
    return BY_NAME.getOrDefault(name, Map.of()).values().stream()
        .map(Gauge::getValue)
        .mapToLong(value -> value instanceof Number number ? number.longValue() : 0)
        .sum();
  }

  @Override
  public void open(MetricConfig config) {}

  @Override
  public void close() {}

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    if (metric instanceof Gauge<?> gauge) {
      BY_NAME.computeIfAbsent(name, n -> new ConcurrentHashMap<>()).put(metric, gauge);
    }
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
    Map<Metric, Gauge<?>> known = BY_NAME.get(name);
    if (known != null) {
      known.remove(metric);
    }
  }
}
