package io.ec2cluster.etcd.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ec2cluster.Time;
import io.ec2cluster.host.OwnedFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Takes a member's snapshot: a stream of JSON objects, each with a piece in base64 and how much is
 * left (etcd, rpc.proto: SnapshotResponse), written to a file as it comes. Safe for use by several
 * threads.
 */
public final class GatewaySnapshots {
  private static final JsonFactory JSON = new JsonFactory();

  /** For all of it: a client's time-out ends with the beginning of an answer. */
  private static final long LONGEST_MINUTES = 30;

  private final GatewayLink link;
  private final GatewayLogin login;
  private final Time time;

  public GatewaySnapshots(GatewayLink link, GatewayLogin login, Time time) {
    this.link = link;
    this.login = login;
    this.time = time;
  }

  /**
   * Writes the snapshot.
   *
   * @param file a file that does not exist yet
   * @throws EtcdSilence if it did not come whole
   */
  public void write(String clientUrl, Path file) throws InterruptedException {
    GatewayExchange exchange = new GatewayExchange(link, login, time, URI.create(clientUrl));
    // Gets a token where one is asked for; a stream that has begun is not begun again.
    new EtcdGateway(exchange).confirm();
    GatewayCall call = GatewayCall.snapshot();
    try (InputStream answer = exchange.stream(call)) {
      Executor later = CompletableFuture.delayedExecutor(LONGEST_MINUTES, TimeUnit.MINUTES);
      CompletableFuture<Void> end = CompletableFuture.runAsync(() -> close(answer), later);
      try (OutputStream to = output(file)) {
        long left = copy(answer, to);
        if (left != 0) {
          throw new IOException(
              "the stream ended with " + (left < 0 ? "nothing" : left + " bytes left"));
        }
      } finally {
        end.cancel(true);
      }
    } catch (IOException failure) {
      throw new EtcdSilence(exchange.member(), call.path(), failure);
    }
  }

  private static OutputStream output(Path file) {
    try {
      return new BufferedOutputStream(Files.newOutputStream(file));
    } catch (IOException failure) {
      throw OwnedFiles.failed("writing", file, failure);
    }
  }

  private static void close(InputStream stalled) {
    try {
      stalled.close();
    } catch (IOException failure) {
      throw new IllegalStateException("closing a stream failed", failure);
    }
  }

  /** What is left to come, as the last object says; less than 0 where none came. */
  private static long copy(InputStream answer, OutputStream to) throws IOException {
    long left = -1;
    try (JsonParser json = JSON.createParser(answer)) {
      while (json.nextToken() != null) {
        if (json.currentToken() != JsonToken.FIELD_NAME) {
          continue;
        }
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (name.equals("error")) {
          throw new IOException("etcd broke off: " + words(json));
        } else if (name.equals("result")) {
          // Zero is left out.
          left = 0;
        } else if (name.equals("remaining_bytes") || name.equals("remainingBytes")) {
          left = Long.parseLong(json.getText());
        } else if (name.equals("blob") && value == JsonToken.VALUE_STRING) {
          json.readBinaryValue(to);
        }
      }
    }
    return left;
  }

  private static String words(JsonParser json) throws IOException {
    while (json.currentToken() != null && json.currentToken() != JsonToken.END_OBJECT) {
      if (json.currentToken() == JsonToken.VALUE_STRING && "message".equals(json.currentName())) {
        return json.getText();
      }
      if (json.currentToken() == JsonToken.VALUE_STRING && "error".equals(json.currentName())) {
        return json.getText();
      }
      json.nextToken();
    }
    return "no reason";
  }
}
