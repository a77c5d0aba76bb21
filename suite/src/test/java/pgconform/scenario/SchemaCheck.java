package pgconform.scenario;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Holds files against the schema, as an editor does. */
final class SchemaCheck {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Schema schema;

  /** The schema of scenarios. */
  SchemaCheck() {
    this(ScenarioSchema.document());
  }

  SchemaCheck(JsonNode document) {
    schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(document);
  }

  /** What the schema finds wrong with a file. */
  List<String> faults(Node root) {
    return schema.validate(json(root)).stream().map(Error::toString).toList();
  }

  private static JsonNode json(Node node) {
    if (node instanceof Node.Mapping mapping) {
      ObjectNode object = NODES.objectNode();
      mapping.entries().forEach(e -> object.set(e.key().text(), json(e.value())));
      return object;
    } else if (node instanceof Node.Sequence sequence) {
      ArrayNode array = NODES.arrayNode();
      sequence.items().forEach(item -> array.add(json(item)));
      return array;
    }
    Node.Scalar scalar = (Node.Scalar) node;
    if (scalar.isNothing()) {
      return NODES.nullNode();
    }

    if (scalar.isFlag()) {
      return NODES.booleanNode(scalar.text().equals("true"));
    }
    return NODES.stringNode(scalar.text());
  }
}
