package io.ec2cluster.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTreeTest {
  @Test
  void valuesKeepTheirOrderAndTheirDigits() {
    JsonTree tree = JsonTree.parse("{\"b\": 1.50, \"a\": [true, null, \"x\\n\"], \"n\": null}");

    assertThat(((JsonTree.Members) tree).members().keySet()).containsExactly("b", "a", "n");
    assertThat(tree.find("b").flatMap(JsonTree::scalar)).contains("1.50");
    assertThat(((JsonTree.Items) tree.find("a").orElseThrow()).items())
        .containsExactly(
            new JsonTree.Truth(true), new JsonTree.Nothing(), new JsonTree.Text("x\n"));
    assertThat(tree.find("n")).isEmpty();
    assertThat(tree.find("absent")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "#!/bin/sh\necho secret",
        "{",
        "[1,",
        "{\"secret\":1,\"secret\":2}",
        "{} secret",
        "{}{}",
        "secret",
        "{'secret': 1}",
        "NaN",
        "{/* secret */}",
        "[01]"
      })
  void whatIsNoJsonIsRefusedWithoutItsContent(String text) {
    assertThatThrownBy(() -> JsonTree.parse(text))
        .isInstanceOf(UsageException.class)
        .hasNoCause()
        .message()
        .contains("JSON")
        .doesNotContain("secret");
  }

  @Test
  void commentsAreReadOnlyWhereTheyAreAllowed() {
    String text = "# one\n{\"a\": 1 /* two */} // three";

    assertThat(JsonTree.parseWithComments(text).find("a").flatMap(JsonTree::scalar)).contains("1");
    assertThatThrownBy(() -> JsonTree.parse(text)).isInstanceOf(UsageException.class);
  }

  @Test
  void errorsGiveLineAndColumn() {
    assertThatThrownBy(() -> JsonTree.parse("{\n  \"a\": !}"))
        .hasMessageContaining("at line 2, column 8");
  }

  @Test
  void depthAndLengthAreBounded() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    String deepest = "[".repeat(64) + "]".repeat(64);
    String huge = "\"" + "x".repeat(1 << 20) + "\"";

    assertThat(JsonTree.parse(deepest)).isInstanceOf(JsonTree.Items.class);
    assertThatThrownBy(() -> JsonTree.parse(deep)).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> JsonTree.parse(huge))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("1048578 characters");
  }
}
