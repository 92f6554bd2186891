package io.ec2cluster.testing.standin;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * A stack that moto makes of a CloudFormation template, in its default network, and a look at what
 * it consists of. It speaks the services' query protocol: their clients would be dependencies for
 * one call each. Not for use by several threads.
 */
public final class TemplateStack {
  private static final String EC2 = "2016-11-15";

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI endpoint;
  private final String region;
  private final String name;

  private TemplateStack(MotoServer moto, String region, String name) {
    this.endpoint = moto.endpoint();
    this.region = region;
    this.name = name;
  }

  /**
   * Makes one.
   *
   * @param template the template's text
   * @param name the stack's, of which there must be none yet
   * @param parameters those beside {@code VpcId} and three {@code SubnetIds}
   * @throws AssertionError if moto refuses
   */
  public static TemplateStack create(
      MotoServer moto, String region, String name, String template, Map<String, String> parameters)
      throws InterruptedException {
    TemplateStack stack = new TemplateStack(moto, region, name);
    stack.create(template, parameters);
    return stack;
  }

  private void create(String template, Map<String, String> more) throws InterruptedException {
    Map<String, String> parameters = new LinkedHashMap<>(more);
    String vpc =
        only(
            ask(
                "ec2",
                EC2,
                "DescribeVpcs",
                Map.of("Filter.1.Name", "is-default", "Filter.1.Value.1", "true")),
            "//vpcSet/item/vpcId");
    List<String> subnets =
        all(
            ask(
                "ec2",
                EC2,
                "DescribeSubnets",
                Map.of("Filter.1.Name", "vpc-id", "Filter.1.Value.1", vpc)),
            "//subnetSet/item/subnetId");
    parameters.put("VpcId", vpc);
    parameters.put("SubnetIds", String.join(",", subnets.subList(0, 3)));
    Map<String, String> form = new LinkedHashMap<>();
    form.put("StackName", name);
    form.put("Capabilities.member.1", "CAPABILITY_IAM");
    form.put("TemplateBody", template);
    int number = 0;
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      number++;
      form.put("Parameters.member." + number + ".ParameterKey", parameter.getKey());
      form.put("Parameters.member." + number + ".ParameterValue", parameter.getValue());
    }
    ask("cloudformation", "2010-05-15", "CreateStack", form);
  }

  /** One of its outputs; those of resources' ids are the only way to them that moto tells whole. */
  public String output(String key) throws InterruptedException {
    String answer =
        ask("cloudformation", "2010-05-15", "DescribeStacks", Map.of("StackName", name));
    return only(answer, "//Outputs/member[OutputKey='%s']/OutputValue".formatted(key));
  }

  /** Its Auto Scaling group, the output {@code Group}, as the API describes it. */
  public String group() throws InterruptedException {
    return ask(
        "autoscaling",
        "2011-01-01",
        "DescribeAutoScalingGroups",
        Map.of("AutoScalingGroupNames.member.1", output("Group")));
  }

  /** The first version of the group's launch template, as the API describes it. */
  public String launchTemplate() throws InterruptedException {
    String id = all(group(), "//LaunchTemplate/LaunchTemplateId").get(0);
    return ask("ec2", EC2, "DescribeLaunchTemplateVersions", Map.of("LaunchTemplateId", id));
  }

  /** A security group that one of the outputs names, as the API describes it. */
  public String securityGroup(String key) throws InterruptedException {
    return ask("ec2", EC2, "DescribeSecurityGroups", Map.of("GroupId.1", output(key)));
  }

  /** What instances get as user data. */
  public String userData() throws InterruptedException {
    String encoded = only(launchTemplate(), "//launchTemplateData/userData");
    return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
  }

  /** A policy that stands in its role, the output {@code Role}. */
  public IamPolicy policy(String policyName) throws IOException, InterruptedException {
    String arn = output("Role");
    String role = arn.substring(arn.lastIndexOf('/') + 1);
    String answer =
        ask(
            "iam",
            "2010-05-08",
            "GetRolePolicy",
            Map.of("RoleName", role, "PolicyName", policyName));
    String document = URLDecoder.decode(only(answer, "//PolicyDocument"), StandardCharsets.UTF_8);
    // moto 5.2.1 keeps what a template holds as a value of Python and tells that.
    return IamPolicy.parse(document.replace('\'', '"'));
  }

  /** The texts that an XPath without namespaces finds. */
  public static List<String> all(String xml, String path) {
    try {
      NodeList found =
          (NodeList)
              XPathFactory.newInstance()
                  .newXPath()
                  .evaluate(
                      path,
                      new InputSource(new StringReader(xml.replaceAll(" xmlns=\"[^\"]*\"", ""))),
                      XPathConstants.NODESET);
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < found.getLength(); i++) {
        texts.add(found.item(i).getTextContent().strip());
      }
      return texts;
    } catch (XPathExpressionException unreadable) {
      throw new AssertionError("no XML, or no path " + path + ": " + xml, unreadable);
    }
  }

  private static String only(String xml, String path) {
    List<String> found = all(xml, path);
    if (found.size() != 1) {
      throw new AssertionError("one " + path + " was expected in " + xml);
    }
    return found.get(0);
  }

  private String ask(String service, String version, String action, Map<String, String> more)
      throws InterruptedException {
    Map<String, String> form = new LinkedHashMap<>(more);
    form.put("Action", action);
    form.put("Version", version);
    String body =
        form.entrySet().stream()
            .map(
                each ->
                    each.getKey()
                        + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .header("Content-Type", "application/x-www-form-urlencoded")
            // By the credential's scope moto knows which service is meant.
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=testing/20260101/%s/%s/aws4_request, SignedHeaders=host, Signature=none"
                    .formatted(region, service))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new AssertionError("moto does not do " + action + ": " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new AssertionError("moto does not answer " + action, e);
    }
  }
}
