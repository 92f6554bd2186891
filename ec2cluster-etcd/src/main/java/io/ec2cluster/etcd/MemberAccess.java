package io.ec2cluster.etcd;

import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.api.EtcdGateway;
import io.ec2cluster.etcd.api.GatewayLink;
import io.ec2cluster.etcd.api.GatewayLogin;
import io.ec2cluster.etcd.api.GatewaySnapshots;
import io.ec2cluster.etcd.tls.TlsContext;
import io.ec2cluster.etcd.tls.TlsSettings;
import io.ec2cluster.spi.OperationContext;
import java.util.Optional;
import java.util.function.Consumer;

/** How members are called: with which certificates, as which user. */
final class MemberAccess {
  private final Time time;
  private final Consumer<String> say;
  private final EtcdSettings settings;

  MemberAccess(OperationContext context, EtcdSettings settings) {
    this.time = context.time();
    this.say = words -> context.progress().progress(words);
    this.settings = settings;
  }

  /**
   * The ways to a member.
   *
   * @param api its API
   * @param snapshots its snapshots
   */
  record Ways(EtcdApi.Access api, GatewaySnapshots snapshots) {}

  /**
   * Opens them.
   *
   * @param self this node's address, where it is a member or to be one
   * @throws UsageException if certificates or keys cannot be used
   */
  Ways open(Optional<String> self) {
    GatewayLink link = settings.tls().map(tls -> link(tls, self)).orElseGet(this::plain);
    Optional<GatewayLogin.User> user =
        settings.auth().map(auth -> new GatewayLogin.User(auth.user(), auth.password()));
    GatewayLogin login = GatewayLogin.of(user, time, say);
    return new Ways(EtcdGateway.access(time, link, login), new GatewaySnapshots(link, login, time));
  }

  private GatewayLink plain() {
    if (settings.auth().isPresent()) {
      say.accept("etcd: auth is set and etcd: tls is not: the password passes in plain text");
    }
    return GatewayLink.plain();
  }

  private GatewayLink link(TlsSettings tls, Optional<String> self) {
    TlsContext context = TlsContext.open(tls, self, time, say);
    // etcd, embed: the gateway answers 401 to whoever shows a name while users are asked for.
    if (tls.clientCertAuth() && settings.auth().isPresent() && context.namesSomebody()) {
      throw new UsageException(
          "etcd: tls: cert: %s has a common name (CN), and with client-cert-auth and auth etcd's gateway refuses whoever shows one: use a certificate without it (openssl: -subj /O=NAME)"
              .formatted(tls.cert()));
    }
    return GatewayLink.over(context::current);
  }
}
