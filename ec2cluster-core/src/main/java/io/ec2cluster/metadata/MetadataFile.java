package io.ec2cluster.metadata;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.internal.json.JsonTree;
import io.ec2cluster.internal.metadata.MetadataText;
import io.ec2cluster.internal.metadata.UserData;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Instance metadata from a JSON file: an object with the metadata service's own key names, {@code
 * user-data} as an object or as the text that the instance would be given, and {@code tags} as an
 * object. A nested object stands for a path: {@code {"placement": {"region": "eu-west-1"}}} is
 * {@code placement/region}. Comments are allowed.
 *
 * <pre>{@code
 * {"instance-id": "i-1", "local-ipv4": "10.0.0.1", "user-data": {"cluster": "maindb"}}
 * }</pre>
 *
 * <p>Immutable; the file is read by each {@link #read()}.
 */
public final class MetadataFile implements MetadataSource {
  /** The environment variable that names a metadata file. */
  public static final String VARIABLE = "EC2CLUSTER_METADATA";

  private static final String USER_DATA = "user-data";
  private static final String TAGS = "tags";
  private static final ImmutableSet<String> OTHERS = ImmutableSet.of(USER_DATA, TAGS);

  private final Path path;
  private final String source;

  private MetadataFile(Path path, String origin) {
    this.path = path;
    this.source = "the metadata file " + path + origin;
  }

  /** A file that the caller chose. */
  public static MetadataFile of(Path path) {
    return new MetadataFile(path, "");
  }

  /**
   * The file that was asked for: by the option {@code --metadata}, else by the environment variable
   * {@value #VARIABLE}.
   *
   * @return empty if neither names one: then the back end's own source counts
   */
  public static Optional<MetadataFile> chosen(
      Optional<Path> option, Map<String, String> environment) {
    return option
        .map(path -> new MetadataFile(path, " (--metadata)"))
        .or(
            () ->
                Optional.ofNullable(environment.get(VARIABLE))
                    .filter(value -> !value.isBlank())
                    .map(value -> new MetadataFile(Path.of(value), " (" + VARIABLE + ")")));
  }

  /**
   * Reads the file.
   *
   * @throws UsageException if there is no such file, or it does not hold what it should
   * @throws EnvironmentException if it cannot be read
   */
  @Override
  public InstanceMetadata read() {
    JsonTree.Members file = members();
    UserData userData = file.find(USER_DATA).map(this::userData).orElseGet(UserData::none);
    Map<String, String> tags = file.find(TAGS).map(this::tags).orElseGet(Map::of);
    ImmutableMap.Builder<String, String> keys = ImmutableMap.builder();
    flatten("", file, keys);
    Map<String, String> known = keys.buildKeepingLast();
    if (known.getOrDefault(InstanceMetadata.INSTANCE_ID, "").isBlank()) {
      throw new UsageException(
          source
              + " has no '"
              + InstanceMetadata.INSTANCE_ID
              + "': expected the node's identity, for example \"instance-id\": \"i-1\". Add it");
    }
    return new InstanceMetadata(known, tags, userData.members(), userData.notes());
  }

  private JsonTree.Members members() {
    try {
      JsonTree tree = JsonTree.parseWithComments(Files.readString(path));
      if (tree instanceof JsonTree.Members members) {
        return members;
      }
      throw new UsageException("no JSON object: expected {\"instance-id\": …}");
    } catch (NoSuchFileException e) {
      throw new UsageException(source + " does not exist: name an existing JSON file", e);
    } catch (MalformedInputException e) {
      throw new UsageException(source + " is not UTF-8 text: expected a JSON object", e);
    } catch (IOException e) {
      throw new EnvironmentException(
          source + " cannot be read (" + e + "): make it a file that this user may read", e);
    } catch (UsageException e) {
      throw new UsageException(source + " is " + e.getMessage(), e);
    }
  }

  private UserData userData(JsonTree given) {
    if (given instanceof JsonTree.Members object) {
      return UserData.of(object);
    }
    if (given instanceof JsonTree.Text asGiven) {
      return UserData.of(asGiven.text().getBytes(StandardCharsets.UTF_8));
    }
    throw wrongType(USER_DATA, given, "an object or text");
  }

  private Map<String, String> tags(JsonTree given) {
    if (!(given instanceof JsonTree.Members object)) {
      throw wrongType(TAGS, given, "an object");
    }
    ImmutableMap.Builder<String, String> tags = ImmutableMap.builder();
    object
        .members()
        .forEach(
            (name, value) -> {
              String key = MetadataText.key(source, name);
              if (!(value instanceof JsonTree.Nothing)) {
                tags.put(key, text(TAGS + "/" + key, value));
              }
            });
    return tags.buildOrThrow();
  }

  private void flatten(
      String prefix, JsonTree.Members object, ImmutableMap.Builder<String, String> keys) {
    object
        .members()
        .forEach(
            (name, value) -> {
              String key = prefix + MetadataText.key(source, name);
              if (value instanceof JsonTree.Nothing || OTHERS.contains(key)) {
                return;
              }
              if (value instanceof JsonTree.Members nested) {
                flatten(key + "/", nested, keys);
              } else {
                keys.put(key, text(key, value));
              }
            });
  }

  private String text(String key, JsonTree value) {
    return value
        .scalar()
        .map(text -> MetadataText.value(source, key, text))
        .orElseThrow(() -> wrongType(key, value, "text, a number or true/false"));
  }

  private UsageException wrongType(String key, JsonTree value, String expected) {
    String found =
        value instanceof JsonTree.Members
            ? "an object"
            : value instanceof JsonTree.Items ? "a list" : "a single value";
    return new UsageException(
        "'" + key + "' in " + source + " is " + found + ": expected " + expected);
  }
}
