package io.ec2cluster.testing.standin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What tests of engines put into moto's account beforehand, asked for without the SDK. */
public final class MotoAccount {
  private static final Pattern INSTANCE = Pattern.compile("<instanceId>(?<id>[^<]+)<");
  private static final Pattern ZONE = Pattern.compile("<Id>/hostedzone/(?<id>[^<]+)<");

  private final HttpClient http = HttpClient.newHttpClient();
  private final MotoServer moto;
  private final String region;

  /** The account in a region. */
  public MotoAccount(MotoServer moto, String region) {
    this.moto = moto;
    this.region = region;
  }

  /** Runs instances; their ids. */
  public List<String> runInstances(int count) {
    String form =
        "Action=RunInstances&Version=2016-11-15&ImageId=%s&MinCount=%d&MaxCount=%d"
            .formatted(MotoServer.IMAGE, count, count);
    String answer = send("/", "ec2", "application/x-www-form-urlencoded", form);
    return INSTANCE.matcher(answer).results().map(found -> found.group(1)).distinct().toList();
  }

  /** Creates a hosted zone; its id. */
  public String createZone(String name) {
    String request =
        "<CreateHostedZoneRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><Name>%s</Name><CallerReference>%s</CallerReference></CreateHostedZoneRequest>"
            .formatted(name, name);
    String answer = send("/2013-04-01/hostedzone", "route53", "application/xml", request);
    Matcher id = ZONE.matcher(answer);
    if (!id.find()) {
      throw new IllegalStateException("no id of a zone in " + answer);
    }
    return id.group("id");
  }

  private String send(String path, String service, String type, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(moto.endpoint().resolve(path))
            .header("Content-Type", type)
            // By the credential's scope moto knows which service is meant.
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=testing/20260101/%s/%s/aws4_request, SignedHeaders=host, Signature=none"
                    .formatted(region, service))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException("moto does not do " + body + ": " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException("moto does not answer " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while moto was asked", e);
    }
  }
}
