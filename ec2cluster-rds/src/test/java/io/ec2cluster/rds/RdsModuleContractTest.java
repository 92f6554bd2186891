package io.ec2cluster.rds;

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
    return "{clusters: {c: {master: {instance-id: m1}, replicas: [{id: s1}, {id: s2}]}}}";
  }

  @Override
  protected Map<String, String> refusedSections() {
    return Map.of(
        "{wait: {poll: 10ms}}", "waiting.poll",
        "{wait: {deadline: 0s}}", "waiting.deadline",
        "{clusters-file: a.json, clusters: {c: {master: {instance-id: m}}}}", "clusters-file",
        "{clusters: {c: {master: {instance-id: m}, keep-at-least: 1}}}", "clusters.c.keep-at-least",
        "{clusters: {c: {master: {instance-id: m}, replicas: [{id: m}]}}}", "clusters.c.replicas",
        "{clusters: {c: {master: {instance-id: m, port: 80}}}}", "clusters.c.master.port",
        "{clusters: {c: {master: {instance-id: m, tags: {'aws:x': y}}}}}", "clusters.c.master.tags",
        "{clusters: {c: {master: {instance-id: m, zone: a, multi-az: true}}}}",
            "clusters.c.master.zone",
        "{clusters: {c: {}}}", "clusters.c.master.instance-id");
  }
}
