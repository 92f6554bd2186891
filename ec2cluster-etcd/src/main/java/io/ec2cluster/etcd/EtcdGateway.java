package io.ec2cluster.etcd;

import io.ec2cluster.Time;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * etcd's v3 API through its JSON gateway (etcd documentation, "gRPC gateway"): plain HTTP, the same
 * in 3.4 to 3.6. Reads are repeated once where nobody answered; changes never.
 */
final class EtcdGateway implements EtcdApi {
  private static final Duration CONNECT = Duration.ofSeconds(2);

  /** etcd's own bound for a request is 5 s and two elections. */
  private static final Duration ANSWER = Duration.ofSeconds(7);

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int OK = 200;

  /** Nothing is kept there: reading it shows that a quorum agrees. */
  private static final String CONFIRMATION = "ec2cluster/confirmation";

  private final HttpClient client;
  private final Time time;
  private final URI member;

  private EtcdGateway(HttpClient client, Time time, URI member) {
    this.client = client;
    this.time = time;
    this.member = member;
  }

  /** Members over plain HTTP, all through one client. */
  static Access access(Time time) {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();
    return url -> new EtcdGateway(client, time, URI.create(url));
  }

  @Override
  public EtcdStatus status() throws InterruptedException {
    GatewayCall call = GatewayCall.status();
    JsonObject answer = ask(call);
    return read(call, () -> statusOf(answer));
  }

  private static EtcdStatus statusOf(JsonObject answer) {
    JsonObject header = answer.object("header");
    return new EtcdStatus(
        new EtcdId(header.number("cluster_id")),
        new EtcdId(header.number("member_id")),
        new EtcdId(answer.number("leader")),
        answer.text("isLearner").equals("true"),
        answer.text("version"),
        answer.number("dbSize"),
        answer.number("raftIndex"),
        answer.number("raftAppliedIndex"));
  }

  @Override
  public MemberList members() throws InterruptedException {
    GatewayCall call = GatewayCall.members();
    JsonObject answer = ask(call);
    return read(call, () -> listOf(answer));
  }

  private static MemberList listOf(JsonObject answer) {
    JsonObject header = answer.object("header");
    return new MemberList(
        new EtcdId(header.number("cluster_id")),
        new EtcdId(header.number("member_id")),
        answer.objects("members").stream().map(EtcdGateway::memberOf).toList());
  }

  private static ClusterMember memberOf(JsonObject member) {
    return new ClusterMember(
        new EtcdId(member.number("ID")),
        member.text("name"),
        member.texts("peerURLs"),
        member.texts("clientURLs"),
        member.text("isLearner").equals("true"));
  }

  @Override
  public void confirm() throws InterruptedException {
    ask(GatewayCall.range(CONFIRMATION));
  }

  @Override
  public Optional<String> get(String key) throws InterruptedException {
    GatewayCall call = GatewayCall.range(key);
    JsonObject answer = ask(call);
    return read(
        call,
        () ->
            answer.objects("kvs").stream()
                .findFirst()
                .map(found -> Base64.getDecoder().decode(found.text("value")))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8)));
  }

  @Override
  public void put(String key, String value) throws InterruptedException {
    ask(GatewayCall.put(key, value));
  }

  @Override
  public MemberList addLearner(String peerUrl) throws InterruptedException {
    GatewayCall call = GatewayCall.addLearner(peerUrl);
    try {
      JsonObject answer = ask(call);
      return read(call, () -> listOf(answer));
    } catch (EtcdSilence lost) {
      // It may have been added all the same: the list, read after a quorum's confirmation, tells.
      confirm();
      MemberList list = members();
      if (list.findByPeerUrl(peerUrl).filter(ClusterMember::learner).isEmpty()) {
        throw lost;
      }
      return list;
    }
  }

  @Override
  public void promote(EtcdId id) throws InterruptedException {
    ask(GatewayCall.promote(id));
  }

  @Override
  public void remove(EtcdId id) throws InterruptedException {
    try {
      ask(GatewayCall.remove(id));
    } catch (EtcdRefusal refused) {
      if (!refused.isNotFound()) {
        throw refused;
      }
    }
  }

  @Override
  public void moveLeader(EtcdId successor) throws InterruptedException {
    ask(GatewayCall.moveLeader(successor));
  }

  private JsonObject ask(GatewayCall call) throws InterruptedException {
    try {
      return send(call);
    } catch (EtcdSilence silence) {
      // Nobody listens there: asking again at once would only cost time.
      boolean nobody =
          silence.getCause() instanceof ConnectException
              || silence.getCause() instanceof HttpConnectTimeoutException;
      if (!call.reads() || nobody) {
        throw silence;
      }
    }
    time.sleep(PAUSE);
    return send(call);
  }

  private JsonObject send(GatewayCall call) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(member.resolve("/v3/" + call.path()))
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(call.body()))
            .build();
    try {
      HttpResponse<String> response =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      JsonObject answer = JsonObject.parse(response.body());
      if (response.statusCode() != OK) {
        throw refusal(call, answer, response.statusCode());
      }
      return answer;
    } catch (IOException failure) {
      throw new EtcdSilence(member, call.path(), failure);
    }
  }

  /**
   * An error of etcd's. Where it says itself that it does not know how a change ended (a time-out
   * of its own, a leader lost meanwhile: gRPC's Unavailable or DeadlineExceeded), that is silence.
   */
  private RuntimeException refusal(GatewayCall call, JsonObject answer, int httpStatus) {
    String reason = answer.find("error").or(() -> answer.find("message")).orElse("no reason");
    int code = answer.find("code").map(Integer::parseInt).orElse(-httpStatus);
    boolean unknown = code == 14 || code == 4 || code == 1 || code == 2;
    return unknown && !reason.contains("unhealthy cluster")
        ? new EtcdSilence(member, call.path(), reason)
        : new EtcdRefusal(member, call.path(), code, reason);
  }

  private <T> T read(GatewayCall call, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException unreadable) {
      throw new EtcdSilence(member, call.path(), unreadable);
    }
  }
}
