package com.example.memcached;

import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.RoleEngine;

/** Memcached: one server that clients use, and others that stand by. */
public final class MemcachedEngine implements RoleEngine {
  @Override
  public String id() {
    return "memcached";
  }

  @Override
  public String summary() {
    return "Memcached: one cache that clients use, others stand by, empty";
  }

  @Override
  public Class<? extends Record> settings() {
    return MemcachedSettings.class;
  }

  @Override
  public EngineNode node(OperationContext context) {
    MemcachedSettings settings = context.settings(MemcachedSettings.class);
    return new MemcachedNode(context, settings.port(), settings.user());
  }
}
