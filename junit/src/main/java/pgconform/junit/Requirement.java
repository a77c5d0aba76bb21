package pgconform.junit;

import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import pgconform.scenario.Scenario;

/** A requirement as a test of the user's class, with its area and its level as tags. */
final class Requirement extends AbstractTestDescriptor {
  /** The word that stands for a requirement in unique ids. */
  static final String SEGMENT = "requirement";

  private final String id;
  private final Set<TestTag> tags = new LinkedHashSet<>();

  Requirement(UniqueId parent, Scenario scenario, Class<?> type) {
    this(
        parent,
        scenario.id(),
        scenario.title(),
        scenario.area(),
        scenario.level().toString(),
        type);
  }

  Requirement(UniqueId parent, String id, String title, String area, String level, Class<?> type) {
    super(parent.append(SEGMENT, id), id + " " + title, ClassSource.from(type));
    this.id = id;
    tag(area);
    tag(level);
  }

  /**
   * Adds a tag, if the word is valid as one: users choose the names of the areas of their own
   * scenarios.
   */
  private void tag(String word) {
    String tag = word.trim().replace(' ', '-');
    if (TestTag.isValid(tag)) {
      tags.add(TestTag.create(tag));
    }
  }

  String id() {
    return id;
  }

  @Override
  public Set<TestTag> getTags() {
    return Set.copyOf(tags);
  }

  @Override
  public Type getType() {
    return Type.TEST;
  }
}
