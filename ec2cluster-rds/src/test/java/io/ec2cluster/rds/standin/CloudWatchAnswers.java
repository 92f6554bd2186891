package io.ec2cluster.rds.standin;

import io.ec2cluster.testing.standin.StandInResponse;
import io.ec2cluster.testing.standin.Xml;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;

/** Writes answers as CloudWatch does (API reference, version 2010-08-01). */
final class CloudWatchAnswers {
  private static final String NAMESPACE = "http://monitoring.amazonaws.com/doc/2010-08-01/";

  private CloudWatchAnswers() {}

  static StandInResponse data(Map<String, NavigableMap<Instant, Double>> found) {
    String body =
        Xml.document(
            "GetMetricDataResponse",
            NAMESPACE,
            xml ->
                xml.nested(
                        "GetMetricDataResult",
                        result ->
                            result.nested(
                                "MetricDataResults",
                                list ->
                                    found.forEach(
                                        (id, series) ->
                                            list.nested(
                                                "member", member -> write(member, id, series)))))
                    .nested("ResponseMetadata", data -> data.element("RequestId", "r-1")));
    return new StandInResponse(200, body);
  }

  private static void write(Xml member, String id, NavigableMap<Instant, Double> series) {
    member
        .element("Id", id)
        .element("Label", id)
        .element("StatusCode", "Complete")
        .nested(
            "Timestamps",
            list -> series.descendingMap().keySet().forEach(at -> list.element("member", at)))
        .nested(
            "Values",
            list ->
                series.descendingMap().values().forEach(value -> list.element("member", value)));
  }

  static StandInResponse error(RdsError error) {
    return RdsAnswers.error(error, NAMESPACE);
  }
}
