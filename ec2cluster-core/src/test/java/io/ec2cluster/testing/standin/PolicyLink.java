package io.ec2cluster.testing.standin;

import io.ec2cluster.dns.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Stands before moto and lets through what a policy allows, resources and the conditions of {@link
 * IamPolicy} included, which moto itself does not hold against a policy; the rest is refused in the
 * form that each service's protocol has. Safe for use by several threads.
 */
public final class PolicyLink implements AutoCloseable {
  private static final Pattern SCOPE =
      Pattern.compile("Credential=[^/]+/[0-9]+/[^/]+/(?<service>[a-z0-9]+)/aws4_request");
  private static final Pattern TABLE = Pattern.compile("\"TableName\":\"(?<name>[^\"]+)\"");
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (?<status>\\d+)[^\\r]*+");
  private static final String ACCOUNT = "123456789012";

  private final StandInServer server = StandInServer.start(0, this::answer);
  private final URI moto;
  private volatile IamPolicy policy;
  private final String region;

  /**
   * Starts one.
   *
   * @param policy what is allowed
   * @param region the region of the clients
   */
  public PolicyLink(MotoServer moto, IamPolicy policy, String region) {
    this.moto = moto.endpoint();
    this.policy = policy;
    this.region = region;
  }

  /** From now on another policy holds. */
  public void enforce(IamPolicy other) {
    policy = other;
  }

  /** What a process or a client needs in its environment to be held to it. */
  public Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL",
        server.endpoint().toString(),
        "AWS_ACCESS_KEY_ID",
        "least",
        "AWS_SECRET_ACCESS_KEY",
        "least",
        "AWS_REGION",
        region);
  }

  private Optional<StandInResponse> answer(StandInRequest request) {
    Matcher scope = SCOPE.matcher(request.headers().getOrDefault("authorization", ""));
    if (!scope.find()) {
      throw new IllegalStateException("a request that is not signed: " + request);
    }
    String service = scope.group("service");
    String action = service + ":" + action(service, request);
    String resource = resource(service, request);
    return policy.allows(action, resource, context(service, request))
        ? Optional.of(passedOn(request))
        : Optional.of(refusal(service, action, resource));
  }

  private static Map<String, List<String>> context(String service, StandInRequest request) {
    if (!service.equals("route53") || !request.method().equals("POST")) {
      return Map.of();
    }
    List<Change> changes = ChangeBatchReader.read(request.body()).changes();
    return Map.of(
        "route53:ChangeResourceRecordSetsNormalizedRecordNames",
        changes.stream().map(change -> change.recordSet().name().text()).toList(),
        "route53:ChangeResourceRecordSetsRecordTypes",
        changes.stream().map(change -> change.recordSet().type().name()).toList(),
        "route53:ChangeResourceRecordSetsActions",
        changes.stream()
            .map(change -> change instanceof Change.Create ? "CREATE" : "DELETE")
            .toList());
  }

  private static String action(String service, StandInRequest request) {
    return switch (service) {
      case "dynamodb" ->
          request.headers().getOrDefault("x-amz-target", "").replaceFirst(".*\\.", "");
      case "route53" -> zoneAction(request);
      case "s3" -> objectAction(request);
      default -> request.form().getOrDefault("Action", "");
    };
  }

  private static String zoneAction(StandInRequest request) {
    if (request.path().endsWith("/hostedzonesbyname")) {
      return "ListHostedZonesByName";
    }
    if (!request.path().endsWith("/rrset") && !request.path().endsWith("/rrset/")) {
      throw new IllegalStateException("a call that is not known here: " + request);
    }
    return request.method().equals("POST") ? "ChangeResourceRecordSets" : "ListResourceRecordSets";
  }

  /** By the path alone: the names of buckets are in it. */
  private static String objectAction(StandInRequest request) {
    boolean ofBucket = request.path().indexOf('/', 1) < 0 || request.path().endsWith("/");
    return switch (request.method()) {
      case "PUT" -> ofBucket ? "CreateBucket" : "PutObject";
      case "DELETE" -> "DeleteObject";
      default -> ofBucket ? "ListBucket" : "GetObject";
    };
  }

  private String resource(String service, StandInRequest request) {
    Matcher table = TABLE.matcher(request.body());
    return switch (service) {
      case "dynamodb" ->
          "arn:aws:dynamodb:%s:%s:table/%s"
              .formatted(region, ACCOUNT, table.find() ? table.group("name") : "");
      case "route53" ->
          request
              .path()
              .replaceFirst("^.*/hostedzone/([^/]+)/.*$", "arn:aws:route53:::hostedzone/$1");
      case "s3" -> "arn:aws:s3:::" + request.path().replaceFirst("^/", "").replaceFirst("/$", "");
      case "ec2" -> ofSecurityGroup(request);
      default -> "*";
    };
  }

  private String ofSecurityGroup(StandInRequest request) {
    return Optional.ofNullable(request.form().get("GroupId"))
        .map(id -> "arn:aws:ec2:%s:%s:security-group/%s".formatted(region, ACCOUNT, id))
        .orElse("*");
  }

  /** The forms of the query, EC2, REST and JSON protocols (Smithy, "AWS protocols"). */
  private static StandInResponse refusal(String service, String action, String resource) {
    String words =
        "User: arn:aws:iam::%s:user/least is not authorized to perform: %s on resource: %s"
            .formatted(ACCOUNT, action, resource);
    Map<String, String> forms = new HashMap<>();
    forms.put("dynamodb", "{\"__type\":\"x#AccessDeniedException\",\"message\":\"%s\"}");
    forms.put("s3", "<Error><Code>AccessDenied</Code><Message>%s</Message></Error>");
    forms.put(
        "ec2",
        "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>%s</Message></Error></Errors><RequestID>1</RequestID></Response>");
    String query =
        "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>%s</Message></Error><RequestId>1</RequestId></ErrorResponse>";
    int status = service.equals("dynamodb") ? 400 : 403;
    return new StandInResponse(status, forms.getOrDefault(service, query).formatted(words));
  }

  private StandInResponse passedOn(StandInRequest request) {
    String query =
        request.query().entrySet().stream()
            .filter(each -> !each.getKey().isEmpty())
            .map(each -> each.getKey() + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&", "?", ""));
    String head =
        request.headers().entrySet().stream()
            .filter(header -> !header.getKey().equals("connection"))
            .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
            .collect(
                Collectors.joining(
                    "", request.method() + " " + request.path() + query + " HTTP/1.1\r\n", ""));
    try (Socket socket = new Socket(moto.getHost(), moto.getPort())) {
      socket
          .getOutputStream()
          .write(
              (head + "Connection: close\r\n\r\n" + request.body())
                  .getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher status = STATUS.matcher(answer);
      if (!status.lookingAt()) {
        throw new IllegalStateException("moto does not answer " + request);
      }
      return new StandInResponse(
          Integer.parseInt(status.group("status")),
          answer.substring(answer.indexOf("\r\n\r\n") + 4));
    } catch (IOException e) {
      throw new UncheckedIOException("moto does not answer " + request.path(), e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.close();
  }
}
