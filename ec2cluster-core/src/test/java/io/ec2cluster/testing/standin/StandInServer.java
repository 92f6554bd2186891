package io.ec2cluster.testing.standin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocket;

/**
 * An HTTP/1.1 server on the loopback interface with a thread for each connection. Header and body
 * leave in one packet, without Nagle's algorithm: the JDK's own server sends them apart, which
 * costs every call the 40 ms of a delayed acknowledgement. It can also close a connection instead
 * of answering, as a network does.
 */
public final class StandInServer implements AutoCloseable {
  private static final int BACKLOG = 1024;

  /** What answers; empty closes the connection without an answer. */
  public interface Handler {
    /** The answer to a request. */
    Optional<StandInResponse> answer(StandInRequest request);
  }

  private final ServerSocket listener;
  private final Handler handler;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "stand-in");
            thread.setDaemon(true);
            return thread;
          });

  private StandInServer(ServerSocket listener, Handler handler) {
    this.listener = listener;
    this.handler = handler;
  }

  /** Starts a server; port 0 takes a free one. */
  public static StandInServer start(int port, Handler handler) {
    return start(port, ServerSocketFactory.getDefault(), handler);
  }

  /** Starts one that listens with sockets of its own kind, such as those of TLS. */
  public static StandInServer start(int port, ServerSocketFactory sockets, Handler handler) {
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      StandInServer server =
          new StandInServer(sockets.createServerSocket(port, BACKLOG, loopback), handler);
      server.threads.execute(server::accept);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on 127.0.0.1:" + port, e);
    }
  }

  /** Where it listens. */
  public URI endpoint() {
    String scheme = listener instanceof SSLServerSocket ? "https" : "http";
    return URI.create(scheme + "://127.0.0.1:" + listener.getLocalPort());
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        threads.execute(() -> serve(socket));
      } catch (IOException | RejectedExecutionException closed) {
        if (!listener.isClosed()) {
          throw new IllegalStateException("the stand-in stopped accepting connections", closed);
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      new StandInConnection(socket.getInputStream(), socket.getOutputStream(), handler).serve();
    } catch (SocketException gone) {
      // The client, or close(), ended the connection: that is its right at any time.
    } catch (IOException e) {
      throw new UncheckedIOException("a connection of the stand-in failed", e);
    } finally {
      open.remove(socket);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    closeOne(listener);
    open.forEach(StandInServer::closeOne);
  }

  private static void closeOne(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      throw new IllegalStateException("cannot close a socket of the stand-in", e);
    }
  }
}
