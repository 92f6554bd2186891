package io.ec2cluster.etcd.api;

import io.ec2cluster.EnvironmentException;
import java.net.URI;

/** etcd did not answer, or nothing that can be read: whether it acted is not known. */
public final class EtcdSilence extends EnvironmentException {
  private static final long serialVersionUID = 1L;

  public EtcdSilence(URI member, String call, String reason) {
    super("etcd at %s did not answer to '%s': %s".formatted(member, call, reason));
  }

  public EtcdSilence(URI member, String call, Exception cause) {
    super(
        "etcd at %s did not answer to '%s': %s %s"
            .formatted(member, call, cause.getClass().getSimpleName(), cause.getMessage()),
        cause);
  }
}
