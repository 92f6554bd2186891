package io.ec2cluster.aws;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.coordination.RecordTable;
import io.ec2cluster.coordination.StoredRecord;
import io.ec2cluster.dns.ChangeConflictException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/**
 * Small records in a DynamoDB table: one item each, with the string {@code key} as the table's only
 * key, {@code value}, the number {@code version} and the string {@code nonce}. Writes are
 * conditional on absence or on version and nonce; reads are strongly consistent. Safe for use by
 * several threads.
 */
public final class DynamoDbTable implements RecordTable {
  static final String KEY = "key";

  private static final String VALUE = "value";
  private static final String VERSION = "version";
  private static final String NONCE = "nonce";

  /** Far below an item's 400 KB (Developer Guide, "Quotas"). */
  private static final int LONGEST_VALUE = 100_000;

  private static final String ABSENT = "attribute_not_exists(#key)";
  private static final String UNCHANGED = "#version = :version AND #nonce = :nonce";

  private final Supplier<DynamoDbClient> client;
  private final String name;
  private final AwsRetry retry;

  /**
   * Records in a table.
   *
   * @param client makes the client when it is first needed
   */
  public DynamoDbTable(Supplier<DynamoDbClient> client, String name, AwsRetry retry) {
    this.client = client;
    this.name = name;
    this.retry = retry;
  }

  @Override
  public String id() {
    return "DynamoDB table " + name;
  }

  @Override
  public int longestValue() {
    return LONGEST_VALUE;
  }

  @Override
  public boolean bearsHeartBeats() {
    return true;
  }

  @Override
  public Optional<StoredRecord> read(RecordKey key) {
    AwsCall call =
        AwsCall.reading("read the record " + key + " in the " + id(), "dynamodb:GetItem");
    Map<String, AttributeValue> item =
        run(
            call,
            () ->
                client
                    .get()
                    .getItem(
                        r ->
                            r.tableName(name)
                                .key(Map.of(KEY, text(key.text())))
                                .consistentRead(true))
                    .item());
    return item.isEmpty() ? Optional.empty() : Optional.of(record(key, item));
  }

  @Override
  public void put(Optional<StoredRecord> seen, StoredRecord next) {
    AwsCall call =
        AwsCall.changing("write the record " + next.key() + " in the " + id(), "dynamodb:PutItem");
    run(
        call,
        () ->
            conditional(
                next.key(),
                () ->
                    client
                        .get()
                        .putItem(
                            r ->
                                r.tableName(name)
                                    .item(item(next))
                                    .conditionExpression(seen.isPresent() ? UNCHANGED : ABSENT)
                                    .expressionAttributeNames(names(seen))
                                    .expressionAttributeValues(
                                        seen.map(DynamoDbTable::expected).orElse(null)))));
  }

  @Override
  public void delete(StoredRecord seen) {
    AwsCall call =
        AwsCall.changing(
            "delete the record " + seen.key() + " in the " + id(), "dynamodb:DeleteItem");
    run(
        call,
        () ->
            conditional(
                seen.key(),
                () ->
                    client
                        .get()
                        .deleteItem(
                            r ->
                                r.tableName(name)
                                    .key(Map.of(KEY, text(seen.key().text())))
                                    .conditionExpression(UNCHANGED)
                                    .expressionAttributeNames(names(Optional.of(seen)))
                                    .expressionAttributeValues(expected(seen)))));
  }

  private <T> T run(AwsCall call, Supplier<T> attempt) {
    try {
      return retry.run(call, earlier -> attempt.get());
    } catch (EnvironmentException e) {
      if (e.getCause() instanceof ResourceNotFoundException) {
        throw new EnvironmentException(
            "cannot %s: there is no such table in this region (coordination: table). Make it by 'ec2cluster coordination create'"
                .formatted(call.what()),
            e);
      }
      throw e;
    }
  }

  private <T> T conditional(RecordKey key, Supplier<T> write) {
    try {
      return write.get();
    } catch (ConditionalCheckFailedException other) {
      throw new ChangeConflictException(
          "the record " + key + " in the " + id() + " is not what it was when it was read");
    }
  }

  private static Map<String, String> names(Optional<StoredRecord> seen) {
    return seen.isPresent() ? Map.of("#version", VERSION, "#nonce", NONCE) : Map.of("#key", KEY);
  }

  private static Map<String, AttributeValue> expected(StoredRecord seen) {
    return Map.of(":version", number(seen.version()), ":nonce", text(seen.nonce()));
  }

  private static Map<String, AttributeValue> item(StoredRecord record) {
    return ImmutableMap.of(
        KEY, text(record.key().text()),
        VALUE, text(record.value()),
        VERSION, number(record.version()),
        NONCE, text(record.nonce()));
  }

  private StoredRecord record(RecordKey key, Map<String, AttributeValue> item) {
    try {
      return new StoredRecord(
          key,
          string(item, VALUE),
          Long.parseLong(Optional.ofNullable(item.get(VERSION)).map(AttributeValue::n).orElse("")),
          string(item, NONCE));
    } catch (IllegalArgumentException wrong) {
      throw new EnvironmentException(
          "the item %s in the %s is no record that this version can read; expected the strings 'value' and 'nonce' and the number 'version'. See who writes it"
              .formatted(key, id()),
          wrong);
    }
  }

  private static String string(Map<String, AttributeValue> item, String attribute) {
    return Optional.ofNullable(item.get(attribute))
        .map(AttributeValue::s)
        .orElseThrow(() -> new IllegalArgumentException("no " + attribute));
  }

  private static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  private static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }
}
