package io.stillwatch.deploy;

import com.fasterxml.jackson.databind.JsonNode;

/** The alerts of the chart. */
final class Alerts {

  private Alerts() {}

  /** What stands in a rule file of Prometheus. */
  static JsonNode rules() {
    return Chart.only(Chart.render(Chart.PRODUCTION), "PrometheusRule", Chart.RELEASE).path("spec");
  }
}
