package com.example.memcached;

import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;

/** The section {@code memcached}. */
public record MemcachedSettings(
    @Setting(value = "port of the server", defaultValue = "11211") int port,
    @Setting(value = "user that it runs as", defaultValue = "memcache") String user) {
  public MemcachedSettings {
    if (port < 1 || port > 65535) {
      throw new InvalidSettingException("port", port + " is no port: expected 1 to 65535");
    }
  }
}
