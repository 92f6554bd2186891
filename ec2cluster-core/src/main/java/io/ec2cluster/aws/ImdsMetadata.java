package io.ec2cluster.aws;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.internal.metadata.MetadataText;
import io.ec2cluster.internal.metadata.UserData;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.metadata.MetadataSource;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Instance metadata from EC2's metadata service, version 2 (a session token for every request): the
 * identity document, the host names and public address, user data, and the instance's tags where
 * they are enabled for it. Read in parallel, within two seconds in all.
 *
 * <p>The JDK's {@link java.net.HttpURLConnection} is used because it is loaded anyway by the SDK's
 * client and starts in a fraction of the time that a client of its own would. Safe for use by
 * several threads.
 */
public final class ImdsMetadata implements MetadataSource {
  /** How long all requests together may take. */
  public static final Duration DEADLINE = Duration.ofSeconds(2);

  static final String HOW_TO_CHOOSE =
      "on another machine name a metadata file (--metadata FILE or EC2CLUSTER_METADATA) and, to run"
          + " without AWS, the local back end (cloud: local)";

  private static final String SOURCE = "the instance metadata";

  /** Not in the identity document. */
  private static final List<String> KEYS =
      List.of("local-hostname", "public-hostname", "public-ipv4");

  private final URI endpoint;
  private final Duration deadline;
  private final Time time;

  private ImdsMetadata(URI endpoint, Duration deadline, Time time) {
    this.endpoint = endpoint;
    this.deadline = deadline;
    this.time = time;
  }

  /**
   * The service that the environment variables {@code AWS_EC2_METADATA_SERVICE_ENDPOINT} and {@code
   * AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE} name, by default EC2's own.
   *
   * @throws io.ec2cluster.UsageException if the endpoint is no address
   * @throws EnvironmentException if {@code AWS_EC2_METADATA_DISABLED} forbids to ask
   */
  public static ImdsMetadata of(Map<String, String> environment) {
    return at(ImdsEndpoint.of(environment), DEADLINE, Time.system());
  }

  /** A service at an address, with a deadline for all requests together. */
  public static ImdsMetadata at(URI endpoint, Duration deadline, Time time) {
    return new ImdsMetadata(endpoint, deadline, time);
  }

  @Override
  public InstanceMetadata read() {
    try (ImdsSession session = ImdsSession.open(endpoint, deadline, time)) {
      ImdsAnswer document = session.fetch("dynamic/instance-identity/document");
      ImdsAnswer userData = session.fetch("user-data");
      ImdsAnswer tagNames = session.fetch("meta-data/tags/instance");
      Map<String, ImdsAnswer> others = fetchAll(session, KEYS);

      ImmutableMap.Builder<String, String> keys = ImmutableMap.builder();
      keys.putAll(identity(session, document));
      others.forEach(
          (key, answer) -> answer.text().ifPresent(text -> keys.put(key, first(key, text))));
      Map<String, String> tags = tags(session, tagNames);
      UserData overlay = userData.bytes().map(UserData::of).orElseGet(UserData::none);
      return new InstanceMetadata(keys.buildOrThrow(), tags, overlay.members(), overlay.notes());
    }
  }

  /** Services that imitate EC2's often have no identity document: then key by key. */
  private Map<String, String> identity(ImdsSession session, ImdsAnswer document) {
    Map<String, String> known = new LinkedHashMap<>();
    document.text().ifPresent(text -> known.putAll(IdentityDocument.keys(text)));
    List<String> missing =
        IdentityDocument.KEYS.stream().filter(key -> !known.containsKey(key)).toList();
    fetchAll(session, missing)
        .forEach((key, answer) -> answer.text().ifPresent(text -> known.put(key, text)));
    known.forEach((key, value) -> MetadataText.value(SOURCE, key, value));
    if (known.getOrDefault(InstanceMetadata.INSTANCE_ID, "").isBlank()) {
      throw new EnvironmentException(
          "the metadata service at "
              + endpoint
              + " gives no instance-id: expected EC2's. Check AWS_EC2_METADATA_SERVICE_ENDPOINT; "
              + HOW_TO_CHOOSE);
    }
    return known;
  }

  private static Map<String, String> tags(ImdsSession session, ImdsAnswer names) {
    List<String> paths =
        names.text().stream()
            .flatMap(text -> Splitter.on('\n').omitEmptyStrings().splitToStream(text))
            .map(name -> "tags/instance/" + name)
            .toList();
    ImmutableSortedMap.Builder<String, String> tags = ImmutableSortedMap.naturalOrder();
    fetchAll(session, paths)
        .forEach(
            (path, answer) -> {
              String name = path.substring("tags/instance/".length());
              answer
                  .text()
                  .ifPresent(value -> tags.put(name, MetadataText.value("the tags", name, value)));
            });
    return tags.buildOrThrow();
  }

  private static Map<String, ImdsAnswer> fetchAll(ImdsSession session, List<String> keys) {
    Map<String, ImdsAnswer> answers = new LinkedHashMap<>();
    keys.forEach(key -> answers.put(key, session.fetch("meta-data/" + key)));
    return answers;
  }

  /**
   * With several domain names in a VPC's DHCP options {@code local-hostname} is a list with spaces;
   * the first is the name.
   */
  private static String first(String key, String text) {
    String name = Splitter.on(' ').split(text.strip()).iterator().next();
    return MetadataText.value(SOURCE, key, name);
  }
}
