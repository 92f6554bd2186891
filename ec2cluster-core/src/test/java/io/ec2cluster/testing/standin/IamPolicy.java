package io.ec2cluster.testing.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A policy of IAM as the documentation shows it: statements that allow, with actions, resources and
 * no other conditions than those on the keys of tags and on what is changed in a zone. Immutable.
 *
 * @param statements its statements
 */
public record IamPolicy(List<JsonNode> statements) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ACTION = "Action";
  private static final String CONDITION = "Condition";
  private static final String FOR_ALL = "ForAllValues:StringEquals";

  /** Those of tags, and Route 53's (its developer guide, "Using IAM policy conditions"). */
  private static final Set<String> KEYS =
      Set.of(
          "aws:TagKeys",
          "route53:ChangeResourceRecordSetsNormalizedRecordNames",
          "route53:ChangeResourceRecordSetsRecordTypes",
          "route53:ChangeResourceRecordSetsActions");

  /** Copies the list. */
  public IamPolicy {
    statements = List.copyOf(statements);
    statements.forEach(IamPolicy::check);
  }

  /**
   * Reads a file.
   *
   * @param values what stands for its placeholders
   */
  public static IamPolicy read(Path file, Map<String, String> values) throws IOException {
    String text = Files.readString(file);
    for (Map.Entry<String, String> value : values.entrySet()) {
      if (!text.contains(value.getKey())) {
        throw new IllegalArgumentException("no placeholder " + value.getKey() + " in " + file);
      }
      text = text.replace(value.getKey(), value.getValue());
    }
    return parse(text);
  }

  /** A document of that form. */
  public static IamPolicy parse(String text) throws IOException {
    JsonNode policy = JSON.readTree(text);
    if (!policy.path("Version").asText().equals("2012-10-17")) {
      throw new IllegalArgumentException("no policy of the present form: " + text);
    }
    return new IamPolicy(stream(policy.path("Statement")).toList());
  }

  /** Its actions, in order. */
  public Set<String> actions() {
    return statements.stream()
        .flatMap(statement -> texts(statement.path(ACTION)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The same without one of its actions. */
  public IamPolicy without(String action) {
    if (!actions().contains(action)) {
      throw new IllegalArgumentException("the policy does not hold " + action);
    }
    return new IamPolicy(
        statements.stream()
            .map(
                statement ->
                    with(
                        statement,
                        texts(statement.path(ACTION)).filter(held -> !held.equals(action))))
            .filter(statement -> !statement.path(ACTION).isEmpty())
            .toList());
  }

  /** The same for all resources and without conditions. */
  public IamPolicy widened() {
    return new IamPolicy(statements.stream().map(IamPolicy::wide).toList());
  }

  /**
   * Whether it allows a request, as far as one of its actions on one resource goes.
   *
   * @param tagKeys the keys of the tags that the request holds
   */
  public boolean allows(String action, String resource, Collection<String> tagKeys) {
    return allows(action, resource, Map.of("aws:TagKeys", tagKeys));
  }

  /**
   * The same for a request of which more is known.
   *
   * @param context the values of the condition keys that the request has
   */
  public boolean allows(
      String action, String resource, Map<String, ? extends Collection<String>> context) {
    return statements.stream()
        .filter(statement -> texts(statement.path(ACTION)).anyMatch(action::equals))
        .filter(
            statement ->
                texts(statement.path("Resource")).anyMatch(given -> matches(given, resource)))
        .anyMatch(statement -> isMet(statement.path(CONDITION).path(FOR_ALL), context));
  }

  /** The policy as a document. */
  public String text() {
    ObjectNode policy = JSON.createObjectNode().put("Version", "2012-10-17");
    policy.putArray("Statement").addAll(statements);
    return policy.toString();
  }

  /** A key that the request does not have is met by "for all" (IAM user guide, set operators). */
  private static boolean isMet(
      JsonNode condition, Map<String, ? extends Collection<String>> context) {
    return condition.properties().stream()
        .allMatch(
            each -> {
              Collection<String> values = context.get(each.getKey());
              return values == null || texts(each.getValue()).toList().containsAll(values);
            });
  }

  private static boolean matches(String pattern, String resource) {
    String expression =
        Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    return Pattern.matches(expression, resource);
  }

  /** What is not understood here must not pass as if it were. */
  private static void check(JsonNode statement) {
    boolean known =
        statement.path("Effect").asText().equals("Allow")
            && texts(statement.path(ACTION)).noneMatch(action -> action.contains("*"))
            && statement.has("Resource")
            && Stream.of("NotAction", "NotResource", "Principal").noneMatch(statement::has)
            && stream(statement.path(CONDITION)).count() <= 1
            && (!statement.has(CONDITION)
                || statement.path(CONDITION).path(FOR_ALL).properties().stream()
                        .filter(each -> KEYS.contains(each.getKey()))
                        .count()
                    == Math.max(1, statement.path(CONDITION).path(FOR_ALL).size()));
    if (!known) {
      throw new IllegalArgumentException("a statement of another form: " + statement);
    }
  }

  private static JsonNode with(JsonNode statement, Stream<String> actions) {
    ObjectNode copy = statement.deepCopy();
    ArrayNode left = copy.putArray(ACTION);
    actions.forEach(left::add);
    return copy;
  }

  private static JsonNode wide(JsonNode statement) {
    ObjectNode copy = statement.deepCopy();
    copy.put("Resource", "*").remove(CONDITION);
    return copy;
  }

  private static Stream<String> texts(JsonNode oneOrMore) {
    return oneOrMore.isArray()
        ? stream(oneOrMore).map(JsonNode::asText)
        : Stream.of(oneOrMore.asText());
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
