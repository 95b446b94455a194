package io.stillwatch.patterns.language;

import io.stillwatch.patterns.Field;
import io.stillwatch.patterns.campaign.CampaignFeature;
import io.stillwatch.patterns.language.Yaml.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the tests of a pattern of campaign scope: a campaign and a member, by their features. */
final class MemberTestReader {

  private final Problems problems;

  MemberTestReader(Problems problems) {
    this.problems = problems;
  }

  PatternTests read(Block tests) {
    List<PatternTest> read = new ArrayList<>();
    readAll(tests, "fires", read);
    readAll(tests, "staysQuiet", read);
    read.sort(Comparator.comparingInt(PatternTest::line));
    return new PatternTests(read);
  }

  private void readAll(Block tests, String key, List<PatternTest> read) {
    List<Yaml> items = tests.items(key, 1, LanguageLimits.TESTS_MAX);
    for (int i = 0; i < items.size() && !problems.isFull(); i++) {
      String path = tests.path(key) + "[" + i + "]";
      Block test = Block.of(items.get(i), path, Grammar.MEMBER_TEST, problems);
      if (test != null) {
        EnumMap<CampaignFeature, Double> values = new EnumMap<>(CampaignFeature.class);
        read(test.block("campaign", Grammar.CAMPAIGN_FEATURES), "campaign.", values);
        read(test.block("member", Grammar.MEMBER_FEATURES), "member.", values);
        read.add(
            PatternTest.ofMember(
                test.text("name", LanguageLimits.TITLE_CHARS_MAX),
                key.equals("fires"),
                test.at().line(),
                test.at().column(),
                values));
      }
    }
  }

  private void read(@Nullable Block block, String front, Map<CampaignFeature, Double> values) {
    if (block == null) {
      return;
    }
    for (Entry entry : block.entries()) {
      String key = entry.key().text();
      CampaignFeature feature = CampaignFeature.of(front + key);
      if (feature != null) {
        values.put(feature, value(block, key, feature.type()));
      } else if (front.equals("member.") && key.equals("tie")) {
        read(block.block(key, Grammar.TIE_FEATURES), "member.tie.", values);
      }
    }
  }

  private static double value(Block block, String key, Field.Type type) {
    return switch (type) {
      case BOOL -> block.flag(key) ? 1 : 0;
      case INT -> block.whole(key, 0, LanguageLimits.TALLY_MAX, 0);
      case DOUBLE -> block.number(key, -LanguageLimits.WEIGHT_MAX, LanguageLimits.WEIGHT_MAX);
      case TEXT -> throw new IllegalStateException("no feature is a text");
    };
  }
}
