package io.ec2cluster.rds;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.rds.model.RdsException;

/** What became of a request. */
enum Answer {
  /** It is being done. */
  ACCEPTED,
  /** The id is in use: by another's instance, or by the one that an earlier attempt made. */
  EXISTS,
  /** There is no such instance. */
  NOT_FOUND,
  /** There is no such snapshot. */
  NO_SNAPSHOT,
  /** The state of the instance, or of its source, forbids it for now. */
  NOT_NOW,
  /** RDS does not offer what the settings ask for: a class for that engine, a zone, a port. */
  NOT_OFFERED,
  /** Anything else. */
  FAILED;

  private static final String FAULT = "Fault";

  /** The API reference has some of the codes with, SDKs some without "Fault" at the end. */
  private static final Map<String, Answer> BY_CODE =
      ImmutableMap.of(
          "DBInstanceAlreadyExists", EXISTS,
          "DBInstanceNotFound", NOT_FOUND,
          "DBSnapshotNotFound", NO_SNAPSHOT,
          "InvalidDBInstanceState", NOT_NOW,
          "InvalidParameterCombination", NOT_OFFERED,
          "InvalidParameterValue", NOT_OFFERED);

  /** What an error of the service means. */
  static Answer of(RdsException refused) {
    String code =
        Optional.ofNullable(refused.awsErrorDetails()).map(AwsErrorDetails::errorCode).orElse("");
    String plain = code.endsWith(FAULT) ? code.substring(0, code.length() - FAULT.length()) : code;
    return BY_CODE.getOrDefault(plain, FAILED);
  }
}
