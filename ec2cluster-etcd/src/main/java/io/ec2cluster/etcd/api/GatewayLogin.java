package io.ec2cluster.etcd.api;

import io.ec2cluster.Time;
import io.ec2cluster.config.Secret;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The user that ec2cluster is for etcd, and the token that etcd gave it (etcd documentation, "Role
 * based access control"). A cluster that does not ask for it is not told it. Safe for use by
 * several threads.
 */
public final class GatewayLogin {
  /** Each attempt costs a member the work of a slow hash: not again at once. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final Optional<User> user;
  private final Time time;
  private final Consumer<String> say;
  private final Set<String> said = new HashSet<>();
  private Optional<String> token = Optional.empty();
  private Optional<Failure> failure = Optional.empty();

  private GatewayLogin(Optional<User> user, Time time, Consumer<String> say) {
    this.user = user;
    this.time = time;
    this.say = say;
  }

  /** A user of etcd. */
  public record User(String name, Secret password) {}

  /** A login that failed. */
  private record Failure(EtcdRefusal refusal, long at) {}

  /** Asks for the token. */
  @FunctionalInterface
  interface Authentication {
    String token(User user) throws InterruptedException;
  }

  /**
   * A login.
   *
   * @param user nobody where it is empty
   * @param say hears, once each, what stands in its way
   */
  public static GatewayLogin of(Optional<User> user, Time time, Consumer<String> say) {
    return new GatewayLogin(user, time, say);
  }

  /** The token, if etcd has asked for one yet. */
  synchronized Optional<String> token() {
    return token;
  }

  Optional<String> userName() {
    return user.map(User::name);
  }

  /**
   * Another token after etcd has refused one, or that there was none.
   *
   * @param refused what was sent
   * @return what to send now; empty where nobody is configured
   */
  synchronized Optional<String> renew(Optional<String> refused, Authentication authentication)
      throws InterruptedException {
    if (user.isEmpty()) {
      return Optional.empty();
    }
    if (token.isPresent() && !token.equals(refused)) {
      return token;
    }
    if (failure.filter(last -> time.nanos() - last.at() < PAUSE.toNanos()).isPresent()) {
      throw failure.get().refusal();
    }
    try {
      token = Optional.of(authentication.token(user.get()));
      failure = Optional.empty();
      return token;
    } catch (EtcdRefusal denied) {
      failure = Optional.of(new Failure(denied, time.nanos()));
      throw denied;
    }
  }

  /** A read that needs a user where the cluster asks for one was answered. */
  synchronized void answered(Optional<String> sent) {
    if (sent.isEmpty() && user.isPresent()) {
      sayOnce(
          "etcd: auth: user is '%s', and the cluster asks nobody for a user: whoever reaches the client port reads and writes. ec2cluster does not turn it on; 'etcdctl auth enable' does, once there is a user root with the role root"
              .formatted(user.get().name()));
    }
  }

  /** The same again and again would say nothing. */
  synchronized void sayOnce(String words) {
    if (said.add(words)) {
      say.accept(words);
    }
  }
}
