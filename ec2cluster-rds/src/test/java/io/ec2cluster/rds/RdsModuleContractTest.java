package io.ec2cluster.rds;

import static java.util.Map.entry;

import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.testing.contract.EngineModuleContract;
import java.util.Map;

/** What every module keeps. */
class RdsModuleContractTest extends EngineModuleContract {
  @Override
  protected EngineModule module() {
    return new RdsModule();
  }

  @Override
  protected String section() {
    return "{clusters: {c: {master: {instance-id: m1}, replicas: [{id: s1}, {id: s2}], pool: {name: r.example.com}, drain: {}}}}";
  }

  @Override
  protected Map<String, String> refusedSections() {
    return Map.ofEntries(
        entry("{wait: {poll: 10ms}}", "waiting.poll"),
        entry("{wait: {deadline: 0s}}", "waiting.deadline"),
        entry(
            "{clusters-file: a.json, clusters: {c: {master: {instance-id: m}}}}", "clusters-file"),
        entry(
            "{clusters: {c: {master: {instance-id: m}, keep-at-least: 1}}}",
            "clusters.c.keep-at-least"),
        entry(
            "{clusters: {c: {master: {instance-id: m}, replicas: [{id: m}]}}}",
            "clusters.c.replicas"),
        entry("{clusters: {c: {master: {instance-id: m, port: 80}}}}", "clusters.c.master.port"),
        entry(
            "{clusters: {c: {master: {instance-id: m, tags: {'aws:x': y}}}}}",
            "clusters.c.master.tags"),
        entry(
            "{clusters: {c: {master: {instance-id: m, zone: a, multi-az: true}}}}",
            "clusters.c.master.zone"),
        entry("{clusters: {c: {}}}", "clusters.c.master.instance-id"),
        entry(of("pool: {name: a.example.com, ttl: 500ms}"), "clusters.c.pool.ttl"),
        entry(of("pool: {name: a.example.com, weight: 256}"), "clusters.c.pool.weight"),
        entry(of("pool: {name: 'a b'}"), "clusters.c.pool.name"),
        entry(of("pool: {}"), "clusters.c.pool.name"),
        entry(of("drain: {deadline: 0s}"), "clusters.c.drain.deadline"),
        entry(
            of("drain: {connections: {user: u, password: plain}}"),
            "clusters.c.drain.connections.password"),
        entry(
            of("drain: {connections: {user: '', password: plain}}"),
            "clusters.c.drain.connections.password"));
  }

  private static String of(String more) {
    return "{clusters: {c: {master: {instance-id: m}, %s}}}".formatted(more);
  }
}
