package io.ec2cluster.aws;

import com.google.common.base.Ascii;
import io.ec2cluster.dns.Change;
import io.ec2cluster.dns.ChangeBatch;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ChangeResourceRecordSetsRequest;
import software.amazon.awssdk.services.route53.model.InvalidChangeBatchException;
import software.amazon.awssdk.services.route53.model.Route53Exception;

/** Change batches as Route 53 takes them, and what its refusals mean. */
final class Route53Batches {
  /** API reference, ChangeBatch. */
  private static final int MAX_COMMENT = 256;

  /** What would be refused whatever the zone holds; the words are those the service answers. */
  private static final Pattern INVALID =
      Pattern.compile(
          "fatal problem|is not permitted in zone|at apex|invalid set of changes|duplicate resource"
              + "|limit of \\d",
          Pattern.CASE_INSENSITIVE);

  /** What the zone holds stands against the batch. */
  private static final Pattern CONFLICT =
      Pattern.compile(
          "already exists|was not found|not found|do not match|conflicts with|conflicting"
              + "|exists? with the same name|must contain the same ttl",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]*)</Message>");

  private Route53Batches() {}

  /** CREATE and DELETE only: an UPSERT would overwrite what another node just wrote. */
  static ChangeResourceRecordSetsRequest toRequest(String zoneId, ChangeBatch batch) {
    return ChangeResourceRecordSetsRequest.builder()
        .hostedZoneId(zoneId)
        .changeBatch(
            changes ->
                changes
                    .comment(Ascii.truncate(batch.comment(), MAX_COMMENT, "…"))
                    .changes(batch.changes().stream().map(Route53Batches::toRoute53).toList()))
        .build();
  }

  /**
   * The service's reasons, if it refused the batch for what it holds. Today they stand in the
   * message of an ordinary error; the API reference shows, and the service once used, a document of
   * its own, {@code InvalidChangeBatch} with {@code Messages}, in which this SDK finds neither code
   * nor message.
   */
  static Optional<String> refusal(Route53Exception e) {
    if (e instanceof InvalidChangeBatchException invalid) {
      return Optional.of(
          invalid.messages().isEmpty()
              ? AwsFailure.words(invalid)
              : String.join(", ", invalid.messages()));
    }
    String body =
        Optional.ofNullable(e.awsErrorDetails())
            .map(AwsErrorDetails::rawResponse)
            .map(SdkBytes::asUtf8String)
            .orElse("");
    return body.contains("<InvalidChangeBatch") ? Optional.of(messages(body)) : Optional.empty();
  }

  private static String messages(String body) {
    return MESSAGE
        .matcher(body)
        .results()
        .map(message -> message.group(1).strip().replace("&apos;", "'"))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  static boolean isConflict(String words) {
    return !INVALID.matcher(words).find() && CONFLICT.matcher(words).find();
  }

  private static software.amazon.awssdk.services.route53.model.Change toRoute53(Change change) {
    ChangeAction action =
        change instanceof Change.Create ? ChangeAction.CREATE : ChangeAction.DELETE;
    return software.amazon.awssdk.services.route53.model.Change.builder()
        .action(action)
        .resourceRecordSet(Route53Records.toRoute53(change.recordSet()))
        .build();
  }
}
