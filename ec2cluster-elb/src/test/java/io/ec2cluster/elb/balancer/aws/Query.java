package io.ec2cluster.elb.balancer.aws;

import io.ec2cluster.testing.standin.StandInResponse;
import io.ec2cluster.testing.standin.Xml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One request of the query protocol, or EC2's, read strictly: a parameter that the stand-in does
 * not know is refused, because ignoring it might mean another answer.
 */
record Query(Map<String, String> form) {
  private static final Set<String> COMMON = Set.of("Action", "Version");
  private static final String EC2 = "2016-11-15";
  private static final Map<String, String> NAMESPACES =
      Map.of(
          "2012-06-01",
          "http://elasticloadbalancing.amazonaws.com/doc/2012-06-01/",
          "2015-12-01",
          "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
          "2011-01-01",
          "http://autoscaling.amazonaws.com/doc/2011-01-01/",
          EC2,
          "http://ec2.amazonaws.com/doc/2016-11-15/");

  String action() {
    return form.getOrDefault("Action", "");
  }

  String version() {
    return form.getOrDefault("Version", "");
  }

  String service() {
    return switch (version()) {
      case EC2 -> "ec2";
      case "2011-01-01" -> "autoscaling";
      default -> "elasticloadbalancing";
    };
  }

  Query knowing(String... parameters) {
    for (String given : form.keySet()) {
      String base = given.replaceFirst("\\..*", "");
      if (!COMMON.contains(base) && !Set.of(parameters).contains(base)) {
        throw new Refusal("ValidationError", "the stand-in does not know " + given);
      }
    }
    return this;
  }

  Optional<String> find(String parameter) {
    return Optional.ofNullable(form.get(parameter)).filter(text -> !text.isEmpty());
  }

  String get(String parameter) {
    return find(parameter)
        .orElseThrow(() -> new Refusal("ValidationError", parameter + " is missing"));
  }

  /** {@code Prefix.1}, {@code Prefix.2}, … with an end such as {@code .InstanceId}. */
  List<String> all(String prefix, String end) {
    List<String> found = new ArrayList<>();
    for (int i = 1; form.containsKey(prefix + "." + i + end); i++) {
      found.add(form.getOrDefault(prefix + "." + i + end, ""));
    }
    return found;
  }

  StandInResponse ok(Consumer<Xml> result) {
    String namespace = NAMESPACES.getOrDefault(version(), "");
    return new StandInResponse(
        200,
        version().equals(EC2)
            ? Xml.document(action() + "Response", namespace, result)
            : Xml.document(
                action() + "Response",
                namespace,
                root -> root.nested(action() + "Result", result)));
  }

  /**
   * One page of a list: as many as are asked for, and never more than the stand-in's own limit.
   *
   * @param limit how many are asked for
   * @param token which page
   */
  static <T> void page(
      List<T> all, int limit, Optional<String> token, Consumer<T> each, Consumer<String> more) {
    int from = token.map(text -> Integer.parseInt(text.replace("page-", ""))).orElse(0);
    int to = Math.min(all.size(), from + limit);
    all.subList(from, to).forEach(each);
    if (to < all.size()) {
      more.accept("page-" + to);
    }
  }

  StandInResponse refused(Refusal refusal) {
    int status = refusal.status();
    if (version().equals(EC2)) {
      return new StandInResponse(
          status,
          "<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors><RequestID>1</RequestID></Response>"
              .formatted(refusal.code(), refusal.getMessage()));
    }
    return new StandInResponse(
        status,
        Xml.document(
            "ErrorResponse",
            NAMESPACES.getOrDefault(version(), ""),
            root ->
                root.nested(
                        "Error",
                        error ->
                            error
                                .element("Type", "Sender")
                                .element("Code", refusal.code())
                                .element("Message", String.valueOf(refusal.getMessage())))
                    .element("RequestId", "1")));
  }

  /** An error of a service. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;

    Refusal(String code, String message) {
      this(400, code, message);
    }

    Refusal(int status, String code, String message) {
      super(message);
      this.code = code;
      this.status = status;
    }

    String code() {
      return code;
    }

    int status() {
      return status;
    }
  }
}
