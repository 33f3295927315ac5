package dev.drydock.profile;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.profile.ProfileException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A profile's file: version 1 of its schema. Field by field, so that damage is named. */
final class ProfileJson {
  static final int SCHEMA = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private static final Set<String> KNOWN =
      Set.of(
          "schema",
          "host",
          "port",
          "user",
          "identityFile",
          "useAgent",
          "legacy",
          "route",
          "choices",
          "lastRun",
          "through");

  private ProfileJson() {}

  static byte[] write(Profile profile) throws JsonProcessingException {
    ObjectNode root = JSON.createObjectNode();
    root.put("schema", SCHEMA);
    root.put("host", profile.host());
    root.put("port", profile.port());
    root.put("user", profile.user());
    root.put("identityFile", profile.identityFile());
    root.put("useAgent", profile.useAgent());
    ArrayNode legacy = root.putArray("legacy");
    profile.legacy().forEach(legacy::add);
    root.put("route", profile.route());
    ObjectNode choices = root.putObject("choices");
    profile.choices().forEach(choices::put);
    root.put("lastRun", profile.lastRun());
    if (!profile.through().isEmpty()) {
      ArrayNode through = root.putArray("through");
      profile.through().forEach(hop -> write(hop, through.addObject()));
    }
    profile
        .unknown()
        .forEach(
            (field, value) -> {
              if (!KNOWN.contains(field)) {
                root.set(field, JSON.valueToTree(value));
              }
            });
    return JSON.writeValueAsBytes(root);
  }

  private static void write(Profile.JumpHost hop, ObjectNode to) {
    to.put("host", hop.host());
    to.put("port", hop.port());
    to.put("user", hop.user());
    to.put("identityFile", hop.identityFile());
    if (!hop.legacy().isEmpty()) {
      ArrayNode legacy = to.putArray("legacy");
      hop.legacy().forEach(legacy::add);
    }
  }

  static Profile read(String name, byte[] content) throws ProfileException {
    JsonNode root;
    try {
      root = JSON.readTree(content);
    } catch (NumberFormatException e) {
      // Jackson's own for a number whose exponent no number has.
      throw damaged(name, "it holds a number that is none");
    } catch (IOException e) {
      throw new ProfileException(
          Kind.NOT_JSON,
          "The profile \""
              + name
              + "\" cannot be read: its file is not JSON"
              + place(e)
              + ". Repair or delete it; nothing was changed.",
          e);
    }
    if (!root.isObject()) {
      throw damaged(name, "it does not hold a JSON object");
    }
    JsonNode schema = root.path("schema");
    if (!schema.isIntegralNumber() || schema.bigIntegerValue().signum() <= 0) {
      throw damaged(name, "it does not say which version of the format it is (\"schema\")");
    }
    if (!schema.canConvertToInt() || schema.intValue() > SCHEMA) {
      throw new ProfileException(
          Kind.NEWER,
          "The profile \""
              + name
              + "\" was made by a newer Drydock (format "
              + ProfileRules.printable(schema.asText())
              + ", this one knows "
              + SCHEMA
              + "). Open it with that version; nothing was changed.");
    }
    Profile profile =
        new Profile(
            name,
            text(name, root, "host"),
            port(name, root),
            text(name, root, "user"),
            text(name, root, "identityFile"),
            flag(name, root, "useAgent", true),
            texts(name, root, "legacy"),
            text(name, root, "route"),
            map(name, root, "choices"),
            text(name, root, "lastRun"),
            through(name, root),
            unknown(root));
    List<String> problems = ProfileRules.fieldProblems(profile);
    if (!problems.isEmpty()) {
      throw damaged(name, problems.get(0));
    }
    return profile;
  }

  private static ProfileException damaged(String name, String why) {
    String reason = why.endsWith(".") ? why : why + ".";
    return new ProfileException(
        Kind.DAMAGED,
        "The profile \""
            + name
            + "\" is damaged: "
            + reason
            + " Repair or delete its file; nothing was changed.");
  }

  private static String place(IOException e) {
    if (e instanceof JsonProcessingException json && json.getLocation() != null) {
      return " (line "
          + json.getLocation().getLineNr()
          + ", column "
          + json.getLocation().getColumnNr()
          + ")";
    }
    return "";
  }

  private static String text(String name, JsonNode root, String field) throws ProfileException {
    JsonNode value = root.path(field);
    if (value.isMissingNode()) {
      return "";
    }
    if (!value.isTextual()) {
      throw damaged(name, "\"" + field + "\" is not a text");
    }
    return value.textValue();
  }

  private static int port(String name, JsonNode root) throws ProfileException {
    JsonNode value = root.path("port");
    if (value.isMissingNode()) {
      return Profile.DEFAULT_PORT;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw damaged(name, "\"port\" is not a port number");
    }
    return value.intValue();
  }

  private static boolean flag(String name, JsonNode root, String field, boolean otherwise)
      throws ProfileException {
    JsonNode value = root.path(field);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw damaged(name, "\"" + field + "\" is neither true nor false");
    }
    return value.booleanValue();
  }

  private static Set<String> texts(String name, JsonNode root, String field)
      throws ProfileException {
    JsonNode value = root.path(field);
    if (value.isMissingNode()) {
      return Set.of();
    }
    if (!value.isArray()) {
      throw damaged(name, "\"" + field + "\" is not a list");
    }
    Set<String> texts = new LinkedHashSet<>();
    for (JsonNode item : value) {
      if (!item.isTextual()) {
        throw damaged(name, "\"" + field + "\" holds something that is not a text");
      }
      texts.add(item.textValue());
    }
    return texts;
  }

  private static List<Profile.JumpHost> through(String name, JsonNode root)
      throws ProfileException {
    JsonNode value = root.path("through");
    if (value.isMissingNode()) {
      return List.of();
    }
    if (!value.isArray()) {
      throw damaged(name, "\"through\" is not a list");
    }
    List<Profile.JumpHost> hops = new ArrayList<>();
    for (JsonNode hop : value) {
      if (!hop.isObject()) {
        throw damaged(name, "\"through\" holds something that is not a computer");
      }
      hops.add(
          new Profile.JumpHost(
              text(name, hop, "host"),
              port(name, hop),
              text(name, hop, "user"),
              text(name, hop, "identityFile"),
              texts(name, hop, "legacy")));
    }
    return hops;
  }

  private static Map<String, String> map(String name, JsonNode root, String field)
      throws ProfileException {
    JsonNode value = root.path(field);
    if (value.isMissingNode()) {
      return Map.of();
    }
    if (!value.isObject()) {
      throw damaged(name, "\"" + field + "\" is not an object");
    }
    Map<String, String> map = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      if (!entry.getValue().isTextual()) {
        throw damaged(name, "\"" + field + "\" holds something that is not a text");
      }
      map.put(entry.getKey(), entry.getValue().textValue());
    }
    return map;
  }

  private static Map<String, Object> unknown(JsonNode root) {
    Map<String, Object> all = JSON.convertValue(root, new TypeReference<>() {});
    Map<String, Object> unknown = new LinkedHashMap<>(all);
    unknown.keySet().removeAll(KNOWN);
    return unknown;
  }
}
