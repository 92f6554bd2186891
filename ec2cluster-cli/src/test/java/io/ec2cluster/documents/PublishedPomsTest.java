package io.ec2cluster.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/**
 * What Maven Central asks of a POM (central.sonatype.org, Requirements): checked where it is
 * written, the parent's part in the parent.
 */
class PublishedPomsTest {
  private static final Path ROOT = Path.of("..");

  private final XPath path = XPathFactory.newInstance().newXPath();
  private Document parent;

  @BeforeEach
  void readParent() throws Exception {
    parent = pom(ROOT);
  }

  static List<String> modules() throws Exception {
    NodeList modules =
        (NodeList)
            XPathFactory.newInstance()
                .newXPath()
                .evaluate("/project/modules/module", pom(ROOT), XPathConstants.NODESET);
    return IntStream.range(0, modules.getLength())
        .mapToObj(index -> modules.item(index).getTextContent())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name",
        "description",
        "url",
        "licenses/license/name",
        "licenses/license/url",
        "developers/developer/name",
        "developers/developer/email",
        "developers/developer/organization",
        "developers/developer/organizationUrl",
        "scm/connection",
        "scm/developerConnection",
        "scm/url",
        "issueManagement/url"
      })
  void parentHasWhatCentralAsksFor(String element) throws Exception {
    assertThat(text(parent, "/project/" + element)).isNotBlank().doesNotContain("$", "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@child.project.url.inherit.append.path",
        "scm/@child.scm.connection.inherit.append.path",
        "scm/@child.scm.developerConnection.inherit.append.path",
        "scm/@child.scm.url.inherit.append.path"
      })
  void addressesAreInheritedAsTheyAre(String attribute) throws Exception {
    assertThat(text(parent, "/project/" + attribute)).isEqualTo("false");
  }

  @ParameterizedTest
  @MethodSource("modules")
  void moduleHasNameAndDescriptionOfItsOwnAndInheritsTheRest(String module) throws Exception {
    Document pom = pom(ROOT.resolve(module));

    assertThat(text(pom, "/project/artifactId")).isEqualTo(module);
    assertThat(text(pom, "/project/name")).isNotBlank();
    assertThat(text(pom, "/project/description")).isNotBlank();
    assertThat(text(pom, "/project/parent/version")).isEqualTo(text(parent, "/project/version"));
    assertThat(text(pom, "/project/repositories | /project/pluginRepositories")).isEmpty();
    assertThat(text(pom, "/project/url")).isEmpty();
  }

  @Test
  void everyModuleIsLookedAt() throws Exception {
    assertThat(modules()).hasSize(7).contains("ec2cluster-core", "ec2cluster-cli");
  }

  private String text(Document pom, String expression) throws XPathExpressionException {
    return path.evaluate(expression, pom).strip();
  }

  private static Document pom(Path folder) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(folder.resolve("pom.xml").toFile());
  }
}
