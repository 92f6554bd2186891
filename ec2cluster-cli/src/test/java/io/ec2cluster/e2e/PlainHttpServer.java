package io.ec2cluster.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** The program of a back end: answers everything with its own address, until it is ended. */
final class PlainHttpServer {
  private PlainHttpServer() {}

  /** Listens at an address and a port. */
  public static void main(String[] arguments) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])), 512);
    byte[] answer = (arguments[0] + "\n").getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
          }
        });
    server.setExecutor(Executors.newFixedThreadPool(32));
    server.start();
  }
}
