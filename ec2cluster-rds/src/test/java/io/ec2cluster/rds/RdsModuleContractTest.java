package io.ec2cluster.rds;

import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.testing.contract.EngineModuleContract;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

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
    Map<String, String> all = new HashMap<>(refusedClusters());
    all.putAll(refusedHaproxy());
    return all;
  }

  private static Map<String, String> refusedHaproxy() {
    return Map.of(
            "file: etc/x.cfg", "file",
            "file: /x.cfg, main: /x.cfg", "main",
            "file: /x.cfg, bind: '3306'", "bind",
            "file: /x.cfg, bind: '*:70000'", "bind",
            "file: /x.cfg, bind: \"*:1\\n  mode http\"", "bind",
            "file: /x.cfg, check-user: a b", "check-user",
            "file: /x.cfg, check-interval: 0s", "check-interval",
            "file: /x.cfg, idle-timeout: 30d", "idle-timeout",
            "file: /x.cfg, reload: ['']", "reload")
        .entrySet()
        .stream()
        .collect(
            Collectors.toMap(
                refused ->
                    "{clusters: {c: {master: {instance-id: m}, haproxy: {%s}}}}"
                        .formatted(refused.getKey()),
                refused -> "clusters.c.haproxy." + refused.getValue()));
  }

  private static Map<String, String> refusedClusters() {
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
