package io.ec2cluster.etcd.api;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * etcd's v3 API through its JSON gateway (etcd documentation, "gRPC gateway"): HTTP, the same in
 * 3.4 to 3.6.
 */
public final class EtcdGateway implements EtcdApi {
  private final GatewayExchange exchange;

  EtcdGateway(GatewayExchange exchange) {
    this.exchange = exchange;
  }

  /** Members over plain HTTP, of whom none asks for a user; all through one client. */
  public static Access access(Time time) {
    return access(time, GatewayLink.plain(), GatewayLogin.of(Optional.empty(), time, words -> {}));
  }

  /** Members, all through one link, and as one user. */
  public static Access access(Time time, GatewayLink link, GatewayLogin login) {
    return new Access() {
      @Override
      public EtcdApi at(String clientUrl) {
        return open(clientUrl);
      }

      private EtcdGateway open(String clientUrl) {
        return new EtcdGateway(new GatewayExchange(link, login, time, URI.create(clientUrl)));
      }

      @Override
      public Map<String, EtcdStatus> statuses(Collection<String> clientUrls)
          throws InterruptedException {
        return allStatuses(clientUrls.stream().distinct().map(this::open).toList());
      }
    };
  }

  private static Map<String, EtcdStatus> allStatuses(List<EtcdGateway> members)
      throws InterruptedException {
    GatewayCall call = GatewayCall.status();
    List<CompletableFuture<HttpResponse<String>>> asked =
        members.stream().map(member -> member.exchange.begin(call)).toList();
    Map<String, EtcdStatus> answers = new LinkedHashMap<>();
    try {
      for (int i = 0; i < asked.size(); i++) {
        EtcdGateway member = members.get(i);
        try {
          JsonObject answer = member.exchange.end(call, asked.get(i));
          answers.put(
              member.exchange.member().toString(), member.read(call, () -> statusOf(answer)));
        } catch (EnvironmentException silent) {
          answers.remove(member.exchange.member().toString());
        }
      }
    } finally {
      asked.forEach(answer -> answer.cancel(true));
    }
    return answers;
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
  public List<Alarm> alarms() throws InterruptedException {
    GatewayCall call = GatewayCall.alarms();
    JsonObject answer = ask(call);
    return read(
        call,
        () ->
            answer.objects("alarms").stream()
                .map(alarm -> new Alarm(new EtcdId(alarm.number("memberID")), alarm.text("alarm")))
                .toList());
  }

  @Override
  public void confirm() throws InterruptedException {
    ask(GatewayCall.confirmation());
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
  public void delete(String key) throws InterruptedException {
    ask(GatewayCall.delete(key));
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
    return exchange.ask(call);
  }

  private <T> T read(GatewayCall call, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException unreadable) {
      throw new EtcdSilence(exchange.member(), call.path(), unreadable);
    }
  }
}
