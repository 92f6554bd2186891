package io.ec2cluster.testing.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request needs to be allowed (Service Authorization Reference, "Actions, resources, and
 * condition keys for AWS Systems Manager"): SendCommand the document and each node, the rest no
 * resource in particular.
 */
final class SsmPermissions {
  private static final String USER = "arn:aws:sts::123456789012:assumed-role/stand-in/i-1";
  private static final String PLACE = "eu-west-1:123456789012:";

  private SsmPermissions() {}

  /**
   * Checks a request.
   *
   * @throws SsmError if the policy does not allow it
   */
  static void check(IamPolicy policy, String action, JsonNode body) {
    resources(action, body).stream()
        .filter(resource -> !policy.allows("ssm:" + action, resource, List.of()))
        .findFirst()
        .ifPresent(
            resource -> {
              throw new SsmError(
                  "AccessDeniedException",
                  "User: %s is not authorized to perform: ssm:%s on resource: %s because no identity-based policy allows the ssm:%s action"
                      .formatted(USER, action, resource, action));
            });
  }

  private static List<String> resources(String action, JsonNode body) {
    if (!action.equals("SendCommand")) {
      return List.of("*");
    }
    List<String> resources = new ArrayList<>();
    body.path("InstanceIds").forEach(id -> resources.add(arn(id.asText())));
    resources.add("arn:aws:ssm:eu-west-1::document/" + body.path("DocumentName").asText());
    return resources;
  }

  private static String arn(String instanceId) {
    return instanceId.startsWith("mi-")
        ? "arn:aws:ssm:" + PLACE + "managed-instance/" + instanceId
        : "arn:aws:ec2:" + PLACE + "instance/" + instanceId;
  }
}
