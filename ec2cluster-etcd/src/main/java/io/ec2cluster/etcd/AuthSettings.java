package io.ec2cluster.etcd;

import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Secret;
import io.ec2cluster.config.Setting;

/** The section {@code etcd: auth}. */
record AuthSettings(
    @Setting(value = "the user of etcd as which ec2cluster works", defaultValue = "root")
        String user,
    @Setting("its password") Secret password) {
  /** Refuses a user without a name. */
  AuthSettings {
    if (user.isBlank()) {
      throw new InvalidSettingException("user", "found nothing, expected a user of etcd");
    }
  }
}
