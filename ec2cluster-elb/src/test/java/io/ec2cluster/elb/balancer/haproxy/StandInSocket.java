package io.ec2cluster.elb.balancer.haproxy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A runtime socket that answers with prepared texts, one a connection, the last one again and
 * again; with {@link #HANGS} it keeps the connection without an answer.
 */
final class StandInSocket implements AutoCloseable {
  static final String HANGS = "hangs";

  private final ServerSocketChannel server;
  private final List<String> answers;
  private final List<SocketChannel> connections = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::serve, "stand-in socket");

  private StandInSocket(ServerSocketChannel server, List<String> answers) {
    this.server = server;
    this.answers = answers;
  }

  static StandInSocket start(Path file, String... answers) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(file));
    StandInSocket socket = new StandInSocket(server, List.of(answers));
    socket.thread.start();
    return socket;
  }

  private void serve() {
    try {
      while (true) {
        SocketChannel channel = server.accept();
        connections.add(channel);
        String answer = answers.get(Math.min(connections.size(), answers.size()) - 1);
        if (!answer.equals(HANGS)) {
          channel.read(ByteBuffer.allocate(1000));
          channel.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
          channel.close();
        }
      }
    } catch (ClosedChannelException over) {
      thread.interrupt();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  int count() {
    return connections.size();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (SocketChannel connection : connections) {
      connection.close();
    }
  }
}
