package io.ec2cluster.internal.metadata;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.ec2cluster.UsageException;
import io.ec2cluster.internal.json.JsonTree;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * User data as an overlay of the metadata. It is shared with cloud-init, so that a shell script or
 * cloud-config there is usual: what is not a JSON object is ignored with a note of its type and
 * length. It may hold secrets: no note and no error shows any of its values.
 *
 * @param members the scalar members of the JSON object, numbers and booleans as their text
 * @param notes what a person should know of what was ignored
 */
public record UserData(Map<String, String> members, List<String> notes) {
  private static final String SOURCE = "user data";

  /** Copies. */
  public UserData {
    members = ImmutableMap.copyOf(members);
    notes = ImmutableList.copyOf(notes);
  }

  /** The instance was given none. */
  public static UserData none() {
    return new UserData(Map.of(), List.of());
  }

  /**
   * Reads user data as it was given to the instance: a JSON object plain, as gzip, as base64 or as
   * base64 of gzip; anything else is ignored with a note.
   *
   * @throws UsageException if a scalar member holds a control character
   */
  public static UserData of(byte[] bytes) {
    UserDataWrapping unwrapped = UserDataWrapping.of(bytes);
    if (unwrapped.fault().isPresent()) {
      return ignored(unwrapped.fault().get(), bytes.length);
    }
    byte[] content = unwrapped.content();
    if (!UserDataKind.beginsLikeObject(content)) {
      return ignored(unwrapped.prefix() + UserDataKind.of(content).label(), bytes.length);
    }
    String object = unwrapped.prefix() + "text that begins like a JSON object";
    JsonTree tree;
    try {
      tree = JsonTree.parse(strictUtf8(content));
    } catch (CharacterCodingException e) {
      return ignored(object + " and is not UTF-8", bytes.length);
    } catch (UsageException e) {
      return ignored(object + " and is " + e.getMessage(), bytes.length);
    }
    return tree instanceof JsonTree.Members members ? of(members) : ignored(object, bytes.length);
  }

  /**
   * Takes the scalar members of an object that was read already; nested ones are named in a note.
   *
   * @throws UsageException if a scalar member holds a control character
   */
  public static UserData of(JsonTree.Members object) {
    ImmutableMap.Builder<String, String> members = ImmutableMap.builder();
    ImmutableList.Builder<String> notes = ImmutableList.builder();
    object
        .members()
        .forEach(
            (name, value) -> {
              String key = MetadataText.key(SOURCE, name);
              Optional<String> scalar = value.scalar();
              if (scalar.isPresent()) {
                members.put(key, MetadataText.value(SOURCE, key, scalar.get()));
              } else if (!(value instanceof JsonTree.Nothing)) {
                notes.add("user data: member '" + key + "' is nested and was ignored");
              }
            });
    return new UserData(members.buildOrThrow(), notes.build());
  }

  private static UserData ignored(String what, int length) {
    return new UserData(
        Map.of(), List.of("user data of " + length + " bytes was ignored: it is " + what));
  }

  private static String strictUtf8(byte[] bytes) throws CharacterCodingException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
