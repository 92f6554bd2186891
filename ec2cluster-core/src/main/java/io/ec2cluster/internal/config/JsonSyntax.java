package io.ec2cluster.internal.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** JSON with comments, {@code //}, {@code /* *}{@code /} and {@code #}. */
final class JsonSyntax implements Syntax {
  private static final Pattern TOKEN = Pattern.compile("token '[^']*'");
  private static final Pattern LOCATION =
      Pattern.compile("\\s*\\(start marker at .*\\)|\\s*at \\[Source.*");

  private final JsonFactory factory =
      new JsonFactoryBuilder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_YAML_COMMENTS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  @Override
  public JsonParser parser(String text) throws IOException {
    return factory.createParser(text);
  }

  @Override
  public String unsupported(JsonParser parser) {
    return "";
  }

  @Override
  public SyntaxException error(JsonProcessingException failure) {
    @Nullable JsonLocation location = failure.getLocation();
    String reason = LOCATION.matcher(failure.getOriginalMessage()).replaceAll("");
    return new SyntaxException(
        location == null ? 1 : location.getLineNr(),
        location == null ? 1 : location.getColumnNr(),
        "not JSON: " + TOKEN.matcher(reason).replaceAll("token"));
  }
}
