package io.ec2cluster.redis;

import com.google.common.base.Ascii;
import com.google.common.base.Throwables;
import io.ec2cluster.config.Secret;
import io.ec2cluster.redis.ServerException.Kind;
import java.io.EOFException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** A connection to a server; the one place that knows the client library. Not thread-safe. */
final class ServerConnection implements AutoCloseable {
  private static final Set<String> DENIALS = Set.of("NOAUTH", "WRONGPASS", "NOPERM", "DENIED");

  private final Connection connection;
  private final Address address;

  private ServerConnection(Connection connection, Address address) {
    this.connection = connection;
    this.address = address;
  }

  /**
   * Where a server is, and who asks.
   *
   * @param tls how its certificate is checked; empty without TLS
   */
  record Address(
      String host,
      int port,
      String user,
      Optional<Secret> password,
      Optional<SSLSocketFactory> tls) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /** Connects, within a time that also bounds every answer. */
  static ServerConnection open(Address address, Duration patience) throws ServerException {
    int millis = Math.toIntExact(patience.toMillis());
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis(millis)
            .socketTimeoutMillis(millis)
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .ssl(address.tls().isPresent());
    address.tls().ifPresent(config::sslSocketFactory);
    address.password().ifPresent(secret -> config.user(address.user()).password(secret.reveal()));
    try {
      return new ServerConnection(
          new Connection(new HostAndPort(address.host(), address.port()), config.build()), address);
    } catch (JedisException failure) {
      throw failed(address, "connecting", failure);
    }
  }

  /** A command whose answer is a text or a number. */
  String ask(String... words) throws ServerException {
    Object answer = run(words);
    if (answer instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    return String.valueOf(answer);
  }

  /** A command whose answer is a list of texts and numbers. */
  List<String> list(String... words) throws ServerException {
    Object answer = run(words);
    if (!(answer instanceof List<?> items)) {
      return List.of();
    }
    return items.stream()
        .map(
            item ->
                item instanceof byte[] bytes
                    ? new String(bytes, StandardCharsets.UTF_8)
                    : String.valueOf(item))
        .toList();
  }

  /** What {@code INFO} says. */
  ServerInfo info() throws ServerException {
    return ServerInfo.parse(ask("INFO"));
  }

  /** A setting as the server has it; empty if it knows none of that name. */
  Optional<String> setting(String name) throws ServerException {
    List<String> pair = list("CONFIG", "GET", name);
    return pair.size() == 2 ? Optional.of(pair.get(1)) : Optional.empty();
  }

  /** Lets an answer take longer. */
  void patience(Duration time) {
    connection.setSoTimeout(Math.toIntExact(Math.min(time.toMillis(), Integer.MAX_VALUE)));
  }

  /** A command that ends the server, which does not answer then. */
  void end(String... words) throws ServerException {
    try {
      ask(words);
    } catch (ServerException ended) {
      if (ended.kind() != Kind.SILENT) {
        throw ended;
      }
    }
  }

  private Object run(String... words) throws ServerException {
    byte[] name = words[0].getBytes(StandardCharsets.UTF_8);
    ProtocolCommand command = () -> name;
    CommandArguments arguments = new CommandArguments(command);
    for (int i = 1; i < words.length; i++) {
      arguments.add(words[i]);
    }
    try {
      return connection.executeCommand(arguments);
    } catch (JedisException failure) {
      // The sub-command and no further word: they may hold a password.
      String shown = words[0] + (words.length > 1 && isWord(words[1]) ? " " + words[1] : "");
      throw failed(address, shown, failure);
    }
  }

  private static boolean isWord(String text) {
    return text.matches("[A-Z]+");
  }

  private static ServerException failed(Address address, String what, JedisException failure) {
    String message = String.valueOf(failure.getMessage());
    String code = message.replaceFirst(" .*", "");
    String who = "the server at " + address + ", " + what + ": ";
    if (isTlsMismatch(failure)) {
      return new ServerException(Kind.DENIED, who + reasons(failure) + Tls.HINT, failure);
    }
    if (failure instanceof JedisConnectionException) {
      return new ServerException(Kind.SILENT, who + reasons(failure), failure);
    }
    if (failure instanceof JedisDataException && DENIALS.contains(Ascii.toUpperCase(code))) {
      return new ServerException(Kind.DENIED, who + message + Access.hint(code, address), failure);
    }
    if (message.startsWith("ERR unknown command")) {
      return new ServerException(Kind.DENIED, who + message + Access.RENAMED, failure);
    }
    Kind kind = code.equals("LOADING") || code.equals("BUSY") ? Kind.LOADING : Kind.ERROR;
    return new ServerException(kind, who + message, failure);
  }

  /** One whose other end just went away during the handshake is no mismatch. */
  private static boolean isTlsMismatch(JedisException failure) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable cause : failure.getSuppressed()) {
      causes.addAll(Throwables.getCausalChain(cause));
    }
    causes.addAll(Throwables.getCausalChain(failure));
    return causes.stream().anyMatch(SSLException.class::isInstance)
        && causes.stream()
            .noneMatch(cause -> cause instanceof EOFException || cause instanceof SocketException);
  }

  /** The library's message names the address alone; the cause says what happened. */
  private static String reasons(JedisException failure) {
    StringBuilder text = new StringBuilder(String.valueOf(failure.getMessage()));
    Throwable cause = failure.getCause();
    while (cause != null) {
      text.append(": ").append(cause.getMessage());
      cause = cause.getCause();
    }
    for (Throwable suppressed : failure.getSuppressed()) {
      text.append(": ").append(suppressed.getMessage());
    }
    return text.toString();
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (JedisException gone) {
      // What was asked is answered; the connection ends either way.
      return;
    }
  }
}
