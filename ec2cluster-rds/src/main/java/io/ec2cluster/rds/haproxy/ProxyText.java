package io.ec2cluster.rds.haproxy;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import io.ec2cluster.rds.haproxy.HaproxySettings.HealthCheck;
import io.ec2cluster.rds.haproxy.Proxy.Server;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The file's text: a {@code resolvers} and a {@code listen} section. Endpoints are names whose
 * addresses change when RDS moves an instance, so HAProxy asks for them again ("Configuration
 * manual", 5.3), and one that has no address yet does not keep the others from being served ({@code
 * init-addr}).
 */
public final class ProxyText {
  private static final String MARK =
      "# Written by ec2cluster for the readers of the RDS cluster '%s'";
  private static final String LEFT_OUT = "# Left out while connections end: ";
  private static final Pattern SERVER = Pattern.compile("\\s+server (\\S+) .*");

  /** A server that is down for longer than a client waits is found by two checks. */
  private static final int FALL = 2;

  private ProxyText() {}

  /** The text. */
  static String of(Proxy proxy, HaproxySettings settings) {
    String name = "ec2cluster-rds-" + proxy.cluster();
    StringBuilder text = new StringBuilder();
    text.append(mark(proxy.cluster()))
        .append(" and overwritten by it:\n# change 'haproxy' in its configuration instead.\n");
    if (!proxy.leftOut().isEmpty()) {
      text.append(LEFT_OUT).append(String.join(" ", proxy.leftOut())).append('\n');
    }
    text.append(
        """

        resolvers %1$s
            parse-resolv-conf
            accepted_payload_size 8192
            hold valid 10s

        listen %1$s
            bind %2$s
            mode tcp
            %3$s
            option redispatch
            option clitcpka
            option srvtcpka
            balance leastconn
            retries 3
            timeout connect 10s
            timeout client %4$dms
            timeout server %4$dms
            default-server check inter %5$dms fall %6$d resolvers %1$s init-addr last,libc,none
        """
            .formatted(
                name,
                settings.bind().orElseGet(() -> "127.0.0.1:" + port(proxy)),
                check(proxy.engine(), settings),
                settings.idleTimeout().toMillis(),
                settings.checkInterval().toMillis(),
                FALL));
    proxy.readers().forEach(reader -> text.append(line(reader)).append('\n'));
    proxy.master().ifPresent(master -> text.append(line(master)).append(" backup\n"));
    return text.toString();
  }

  /** How every text for a cluster begins. */
  static String mark(String cluster) {
    return MARK.formatted(cluster);
  }

  /** The servers of a text. */
  static Set<String> servers(String text) {
    return Splitter.on('\n')
        .splitToStream(text)
        .map(SERVER::matcher)
        .filter(Matcher::matches)
        .map(found -> found.group(1))
        .collect(ImmutableSet.toImmutableSet());
  }

  /** What of a text HAProxy goes by: not who is left out, which shows by his absence. */
  static String effective(String text) {
    return Splitter.on('\n')
        .splitToStream(text)
        .filter(line -> !line.startsWith(LEFT_OUT))
        .collect(Collectors.joining("\n"));
  }

  /** Who is left out of a text. */
  static Set<String> leftOut(String text) {
    return Splitter.on('\n')
        .splitToStream(text)
        .filter(line -> line.startsWith(LEFT_OUT))
        .flatMap(line -> Splitter.on(' ').splitToStream(line.substring(LEFT_OUT.length())))
        .collect(ImmutableSet.toImmutableSet());
  }

  private static int port(Proxy proxy) {
    return proxy.master().orElseGet(() -> proxy.readers().get(0)).port();
  }

  private static String line(Server server) {
    return "    server %s %s:%d".formatted(server.id(), server.host(), server.port());
  }

  /**
   * MySQL's without a user reads the greeting alone, as the predecessor's did. Postgres's needs a
   * name, not an account: it is content when it is asked for a password.
   */
  private static String check(String engine, HaproxySettings settings) {
    if (settings.check() == HealthCheck.ENGINE) {
      if (engine.startsWith("mysql") || engine.startsWith("mariadb")) {
        return "option mysql-check" + settings.checkUser().map(user -> " user " + user).orElse("");
      }
      if (engine.startsWith("postgres")) {
        return "option pgsql-check user " + settings.checkUser().orElse("haproxy");
      }
    }
    return "option tcp-check";
  }
}
