package io.ec2cluster.etcd.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/**
 * A call of the v3 JSON gateway.
 *
 * @param path below {@code /v3/}
 * @param body the request
 * @param reads whether it changes nothing, so that it may be repeated
 * @param patience how long its answer is waited for
 */
record GatewayCall(String path, String body, boolean reads, Duration patience) {
  /** etcd's own bound for a request is 5 s and two elections. */
  private static final Duration ANSWER = Duration.ofSeconds(7);

  /** An election and what it takes to find the new leader. */
  private static final Duration CONFIRMATION = Duration.ofSeconds(3);

  /** Nothing is kept there: reading it shows that a quorum agrees. */
  private static final String UNUSED = "ec2cluster/confirmation";

  private static final JsonFactory JSON = new JsonFactory();

  private GatewayCall(String path, String body, boolean reads) {
    this(path, body, reads, ANSWER);
  }

  static GatewayCall status() {
    return new GatewayCall("maintenance/status", "{}", true);
  }

  static GatewayCall snapshot() {
    return new GatewayCall("maintenance/snapshot", "{}", true);
  }

  /** From 3.5 on with a confirmation by a quorum; 3.4 takes no notice of that. */
  static GatewayCall members() {
    return new GatewayCall("cluster/member/list", json(json -> flag(json, "linearizable")), true);
  }

  /** A linearizable read, which a range is unless it says serializable. */
  static GatewayCall range(String key) {
    return new GatewayCall(
        "kv/range", json(json -> json.writeStringField("key", base64(key))), true);
  }

  /**
   * A linearizable read of nothing. A member whose question to the leader is lost waits out its own
   * bound (etcd 3.4 asks the leader once; 3.5 and newer again each 500 ms), and others may answer
   * meanwhile.
   */
  static GatewayCall confirmation() {
    GatewayCall read = range(UNUSED);
    return new GatewayCall(read.path(), read.body(), read.reads(), CONFIRMATION);
  }

  /** Its body holds the password. */
  static GatewayCall authenticate(String user, String password) {
    return new GatewayCall(
        "auth/authenticate",
        json(
            json -> {
              json.writeStringField("name", user);
              json.writeStringField("password", password);
            }),
        true);
  }

  /** Whether etcd always asks for a user here, if it asks at all. */
  boolean needsUser() {
    return path.startsWith("kv/");
  }

  /** The body may hold what nobody is to read. */
  @Override
  public String toString() {
    return path;
  }

  static GatewayCall put(String key, String value) {
    return new GatewayCall(
        "kv/put",
        json(
            json -> {
              json.writeStringField("key", base64(key));
              json.writeStringField("value", base64(value));
            }),
        false);
  }

  static GatewayCall alarms() {
    return new GatewayCall(
        "maintenance/alarm", json(json -> json.writeStringField("action", "GET")), true);
  }

  static GatewayCall delete(String key) {
    return new GatewayCall(
        "kv/deleterange", json(json -> json.writeStringField("key", base64(key))), false);
  }

  static GatewayCall addLearner(String peerUrl) {
    return new GatewayCall(
        "cluster/member/add",
        json(
            json -> {
              json.writeFieldName("peerURLs");
              String[] urls = List.of(peerUrl).toArray(String[]::new);
              json.writeArray(urls, 0, urls.length);
              flag(json, "isLearner");
            }),
        false);
  }

  static GatewayCall promote(EtcdId member) {
    return ofMember("cluster/member/promote", "ID", member);
  }

  static GatewayCall remove(EtcdId member) {
    return ofMember("cluster/member/remove", "ID", member);
  }

  static GatewayCall moveLeader(EtcdId successor) {
    return ofMember("maintenance/transfer-leadership", "targetID", successor);
  }

  private static GatewayCall ofMember(String path, String key, EtcdId member) {
    return new GatewayCall(path, json(json -> json.writeStringField(key, member.decimal())), false);
  }

  private static void flag(JsonGenerator json, String name) throws IOException {
    json.writeBooleanField(name, true);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String json(Content content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      content.write(json);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new IllegalStateException("writing a string failed", impossible);
    }
    return text.toString();
  }

  /** The members of an object. */
  @FunctionalInterface
  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }
}
