package io.ec2cluster.testing.standin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The network between an address and a server, for every TCP connection. While it is cut, nothing
 * gets through, in either direction: what is connected stays so and hears nothing, what connects
 * anew waits, as with packets that are dropped. Once it is mended, what was on its way arrives.
 * Unlike network namespaces it needs no rights and no program. Safe for use by several threads.
 */
public final class CuttableLink implements AutoCloseable {
  private static final int BACKLOG = 200;
  private static final int BUFFER = 64 * 1024;
  private static final byte[] LOCALHOST = {127, 0, 0, 1};

  private final ServerSocket listener;
  private final InetSocketAddress server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Object state = new Object();
  private boolean cut;
  private boolean closed;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "link");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Listens at an address for a server, which may come later.
   *
   * @param port 0: a free one
   */
  public CuttableLink(String address, int port, InetSocketAddress server) throws IOException {
    this.listener = new ServerSocket(port, BACKLOG, InetAddress.getByName(address));
    this.server = server;
    threads.execute(this::accept);
  }

  /** The port at which it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /** From now on nothing gets through. */
  public void cut() {
    set(true);
  }

  /** From now on everything gets through again. */
  public void mend() {
    set(false);
  }

  private void set(boolean now) {
    synchronized (state) {
      cut = now;
      state.notifyAll();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        threads.execute(() -> connect(client));
      } catch (IOException closing) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException("the link stopped accepting connections", closing);
        }
      }
    }
  }

  /** A server that is not there ends the connection, as its machine would. */
  private void connect(Socket client) {
    try (client;
        Socket there = new Socket()) {
      open.add(there);
      awaitMended();
      // From where initdb's pg_hba.conf lets everybody in.
      there.bind(new InetSocketAddress(InetAddress.getByAddress(LOCALHOST), 0));
      there.connect(server);
      client.setTcpNoDelay(true);
      there.setTcpNoDelay(true);
      threads.execute(() -> pump(there, client));
      pump(client, there);
      open.remove(there);
    } catch (IOException gone) {
      // One end is gone, and so is the connection: both sockets are closed by now.
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  /** Until one of the ends has had enough, which the other one learns by the closed connection. */
  private void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitMended();
        out.write(buffer, 0, read);
      }
      // An end, too, is news that does not get through.
      awaitMended();
    } catch (IOException gone) {
      // As above.
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitMended() throws InterruptedException {
    synchronized (state) {
      while (cut && !closed) {
        state.wait();
      }
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (state) {
      closed = true;
      state.notifyAll();
    }
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }
}
