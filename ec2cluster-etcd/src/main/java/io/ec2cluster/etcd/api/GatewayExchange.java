package io.ec2cluster.etcd.api;

import com.fasterxml.jackson.core.JacksonException;
import io.ec2cluster.Time;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Calls of one member's gateway: sends them, logs in where etcd asks for it, tells a refusal from
 * silence. Reads are repeated once where an answer was cut off; changes never.
 */
final class GatewayExchange {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int MOST_WORDS = 1000;
  private static final HttpResponse.BodyHandler<String> TEXT =
      HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8);

  private final GatewayLink link;
  private final GatewayLogin login;
  private final Time time;
  private final URI member;

  GatewayExchange(GatewayLink link, GatewayLogin login, Time time, URI member) {
    this.link = link;
    this.login = login;
    this.time = time;
    this.member = member;
  }

  URI member() {
    return member;
  }

  JsonObject ask(GatewayCall call) throws InterruptedException {
    try {
      return send(call);
    } catch (EtcdSilence silence) {
      // Nobody listens there, or it has been waited for long enough: asking again at once would
      // only cost time.
      boolean inVain =
          silence.getCause() instanceof ConnectException
              || silence.getCause() instanceof HttpTimeoutException;
      if (!call.reads() || inVain) {
        throw silence;
      }
    }
    time.sleep(PAUSE);
    return send(call);
  }

  /** Whom etcd does not know it does nothing for: a change, too, may be sent again. */
  private JsonObject send(GatewayCall call) throws InterruptedException {
    Optional<String> token = login.token();
    try {
      return sendAs(token, call);
    } catch (EtcdRefusal unknown) {
      if (!unknown.asksForLogin()) {
        throw unknown;
      }
      Optional<String> fresh = login.renew(token, this::authenticate);
      if (fresh.isEmpty()) {
        login.sayOnce(String.valueOf(unknown.getMessage()));
        throw unknown;
      }
      return sendAs(fresh, call);
    }
  }

  private String authenticate(GatewayLogin.User user) throws InterruptedException {
    GatewayCall call = GatewayCall.authenticate(user.name(), user.password().reveal());
    try {
      return sendOnce(Optional.empty(), call)
          .find("token")
          .orElseThrow(() -> new EtcdSilence(member, call.path(), "the answer holds no token"));
    } catch (EtcdRefusal denied) {
      login.sayOnce(String.valueOf(denied.getMessage()));
      throw denied;
    }
  }

  private JsonObject sendAs(Optional<String> token, GatewayCall call) throws InterruptedException {
    try {
      JsonObject answer = sendOnce(token, call);
      if (call.needsUser()) {
        login.answered(token);
      }
      return answer;
    } catch (EtcdRefusal refused) {
      if (refused.lacksRight()) {
        login.sayOnce(String.valueOf(refused.getMessage()));
      }
      throw refused;
    }
  }

  /** Sends a call and does not wait for the answer. */
  CompletableFuture<HttpResponse<String>> begin(GatewayCall call) {
    return link.allows(member)
        ? link.client().sendAsync(request(login.token(), call), TEXT)
        : CompletableFuture.failedFuture(plain(call));
  }

  /** The answer to what was sent; asked again where etcd wants to know by whom. */
  JsonObject end(GatewayCall call, Future<HttpResponse<String>> sent) throws InterruptedException {
    try {
      return read(call, sent.get());
    } catch (EtcdRefusal unknown) {
      if (!unknown.asksForLogin()) {
        throw unknown;
      }
      return ask(call);
    } catch (ExecutionException | IOException failure) {
      throw new EtcdSilence(member, call.path(), failure);
    }
  }

  /**
   * The answer as it comes, of a call that is sent once, as whom etcd knows by now.
   *
   * @return what is to be closed
   */
  InputStream stream(GatewayCall call) throws InterruptedException {
    if (!link.allows(member)) {
      throw plain(call);
    }
    try {
      HttpResponse<InputStream> response =
          link.client()
              .send(request(login.token(), call), HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() == OK) {
        return response.body();
      }
      try (InputStream body = response.body()) {
        String words = new String(body.readNBytes(MOST_WORDS), StandardCharsets.UTF_8);
        throw EtcdRefusal.of(member, call.path(), -response.statusCode(), words, login.userName());
      }
    } catch (IOException failure) {
      throw new EtcdSilence(member, call.path(), failure);
    }
  }

  private JsonObject sendOnce(Optional<String> token, GatewayCall call)
      throws InterruptedException {
    if (!link.allows(member)) {
      throw plain(call);
    }
    try {
      return read(call, link.client().send(request(token, call), TEXT));
    } catch (IOException failure) {
      throw new EtcdSilence(member, call.path(), failure);
    }
  }

  private EtcdSilence plain(GatewayCall call) {
    return new EtcdSilence(
        member, call.path(), "not asked: etcd: tls is set, and this is no https URL");
  }

  private HttpRequest request(Optional<String> token, GatewayCall call) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(member.resolve("/v3/" + call.path()))
            .timeout(call.patience())
            .header("Content-Type", "application/json")
            // By it etcd knows a request of the gateway's; without, where clients need
            // certificates,
            // it takes the name in the gateway's own certificate, the member's, for the user (etcd,
            // auth: AuthInfoFromTLS).
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(call.body()));
    token.ifPresent(found -> request.header("Authorization", found));
    return request.build();
  }

  private JsonObject read(GatewayCall call, HttpResponse<String> response) throws IOException {
    try {
      JsonObject answer = JsonObject.parse(response.body());
      if (response.statusCode() != OK) {
        throw refusal(call, answer, response.statusCode());
      }
      return answer;
    } catch (JacksonException words) {
      // etcd 3.4, embed: a certificate that names somebody is turned away in plain words.
      if (response.statusCode() == UNAUTHORIZED && response.body().contains("CommonName")) {
        throw EtcdRefusal.ofName(member, call.path());
      }
      throw words;
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
        : EtcdRefusal.of(member, call.path(), code, reason, login.userName());
  }
}
