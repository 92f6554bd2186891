package io.ec2cluster.testing.standin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A moto server of its own, not the run's shared one, with one user whose policy is enforced: every
 * request is refused unless its action is allowed.
 *
 * <p>moto 5.2.1 knows actions only: resources other than {@code *} match nothing and conditions
 * refuse everything, so {@link IamPolicy#widened} is what is enforced; the tags of a creation are
 * not held against {@code AddTagsToResource}. Its refusals have a form that no service of AWS has
 * (the error inside of a list), out of which the SDK reads no code; they are put in form on their
 * way. Not for use by several threads.
 */
public final class MotoIam implements AutoCloseable {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (?<status>\\d+)[^\\r]*+");
  private static final Pattern ID = Pattern.compile("<AccessKeyId>(?<text>[^<]+)<");
  private static final Pattern SECRET = Pattern.compile("<SecretAccessKey>(?<text>[^<]+)<");
  private static final String USER = "least";

  private final MotoServer moto;
  private final StandInServer link;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String keyId;
  private final String secret;

  private MotoIam(MotoServer moto) {
    this.moto = moto;
    this.link = StandInServer.start(0, this::passOn);
    iam(Map.of("Action", "CreateUser", "UserName", USER));
    String key = iam(Map.of("Action", "CreateAccessKey", "UserName", USER));
    this.keyId = found(ID, key);
    this.secret = found(SECRET, key);
  }

  /** Starts one; everything is allowed. */
  public static MotoIam start() {
    return new MotoIam(MotoServer.start());
  }

  /** Where everything is allowed as long as no policy is enforced. */
  public MotoServer moto() {
    return moto;
  }

  /** What a client needs in its environment to be the user. */
  public Map<String, String> environment(String region) {
    return Map.of(
        "AWS_ENDPOINT_URL",
        link.endpoint().toString(),
        "AWS_ACCESS_KEY_ID",
        keyId,
        "AWS_SECRET_ACCESS_KEY",
        secret,
        "AWS_REGION",
        region);
  }

  /** From now on the user may do what a policy allows, and nobody else anything. */
  public void enforce(IamPolicy policy) {
    iam(
        Map.of(
            "Action",
            "PutUserPolicy",
            "UserName",
            USER,
            "PolicyName",
            "policy",
            "PolicyDocument",
            policy.widened().text()));
    enforceAfter("0");
  }

  /** From now on everybody may do everything. */
  public void allowAll() {
    enforceAfter("inf");
  }

  private void enforceAfter(String requests) {
    send(
        HttpRequest.newBuilder(moto.endpoint().resolve("/moto-api/reset-auth"))
            .POST(HttpRequest.BodyPublishers.ofString(requests))
            .build());
  }

  private String iam(Map<String, String> parameters) {
    String form =
        parameters.entrySet().stream()
            .map(
                each ->
                    each.getKey()
                        + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&", "Version=2010-05-08&", ""));
    return send(
        HttpRequest.newBuilder(moto.endpoint())
            .header("Content-Type", "application/x-www-form-urlencoded")
            // By the credential's scope moto knows which service is meant.
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=none")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build());
  }

  private String send(HttpRequest request) {
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException("moto does not do " + request + ": " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException("moto does not answer " + request, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while moto did " + request, e);
    }
  }

  /** As it came, "Host" included, which is signed. */
  private Optional<StandInResponse> passOn(StandInRequest request) {
    URI there = moto.endpoint();
    String query =
        request.query().entrySet().stream()
            .filter(each -> !each.getKey().isEmpty())
            .map(
                each ->
                    each.getKey()
                        + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    String target = request.path() + (query.isEmpty() ? "" : "?" + query);
    String head =
        request.headers().entrySet().stream()
            .filter(header -> !header.getKey().equals("connection"))
            .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
            .collect(Collectors.joining("", request.method() + " " + target + " HTTP/1.1\r\n", ""));
    try (Socket socket = new Socket(there.getHost(), there.getPort())) {
      socket
          .getOutputStream()
          .write(
              (head + "Connection: close\r\n\r\n" + request.body())
                  .getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher status = STATUS.matcher(answer);
      if (!status.lookingAt()) {
        return Optional.empty();
      }
      String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
      // Of EC2 alone that list is the form.
      boolean listed =
          request.headers().getOrDefault("authorization", "").contains("/ec2/aws4_request");
      return Optional.of(
          new StandInResponse(
              Integer.parseInt(status.group("status")),
              listed ? body : body.replaceFirst("<Errors>", "").replaceFirst("</Errors>", "")));
    } catch (IOException e) {
      throw new UncheckedIOException("moto does not answer " + request.path(), e);
    }
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + pattern + " in " + text);
    }
    return matcher.group("text");
  }

  @Override
  public void close() {
    link.close();
    moto.close();
  }
}
