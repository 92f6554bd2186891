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
            "clusters.c.drain.connections.password"),
        entry(of("haproxy: {file: /x.cfg, settle: 25d}"), "clusters.c.haproxy.settle"),
        entry(of("haproxy: {file: etc/x.cfg}"), "clusters.c.haproxy.file"),
        entry(of("haproxy: {file: /x.cfg, main: /x.cfg}"), "clusters.c.haproxy.main"),
        entry(of("haproxy: {file: /x.cfg, bind: '3306'}"), "clusters.c.haproxy.bind"),
        entry(of("haproxy: {file: /x.cfg, bind: '*:70000'}"), "clusters.c.haproxy.bind"),
        entry(
            of("haproxy: {file: /x.cfg, bind: \"*:1\\n  mode http\"}"), "clusters.c.haproxy.bind"),
        entry(of("haproxy: {file: /x.cfg, check-user: a b}"), "clusters.c.haproxy.check-user"),
        entry(
            of("haproxy: {file: /x.cfg, check-interval: 0s}"), "clusters.c.haproxy.check-interval"),
        entry(of("haproxy: {file: /x.cfg, idle-timeout: 30d}"), "clusters.c.haproxy.idle-timeout"),
        entry(of("haproxy: {file: /x.cfg, reload: ['']}"), "clusters.c.haproxy.reload"),
        entry(
            of("schedule: [{calendar: daily, max-replicas: 0}]"),
            "clusters.c.schedule[0].calendar"));
  }

  private static String of(String more) {
    return "{clusters: {c: {master: {instance-id: m}, %s}}}".formatted(more);
  }
}
