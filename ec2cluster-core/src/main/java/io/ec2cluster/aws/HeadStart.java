package io.ec2cluster.aws;

import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.xml.stream.XMLInputFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.regions.ServiceMetadata;
import software.amazon.awssdk.services.route53.Route53Client;

/**
 * Begins ahead, on threads of their own, what the first call of a process would wait for. A failure
 * is logged only: it shows again where the thing is needed.
 */
final class HeadStart {
  private static final Logger LOG = LoggerFactory.getLogger(HeadStart.class);

  private HeadStart() {}

  /** Begins some work, named for the thread. */
  static void begin(String name, Runnable work) {
    Thread thread = new Thread(work, "ec2cluster-" + name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((failed, e) -> LOG.debug("{} ahead failed", name, e));
    thread.start();
  }

  /**
   * What a call needs beside a client: the SDK's table of all services, which the making of a
   * client waits for, and Java's signature and XML parser. Half of a short command's wait for AWS.
   */
  static void surroundings() {
    var unusedTable = ServiceMetadata.of(Route53Client.SERVICE_METADATA_ID);
    try {
      var unusedSignature = Mac.getInstance("HmacSHA256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has it (javax.crypto.Mac)", e);
    }
    var unusedParser = XMLInputFactory.newInstance();
  }
}
