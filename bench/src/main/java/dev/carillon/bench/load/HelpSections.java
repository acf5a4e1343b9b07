package dev.carillon.bench.load;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Lists a command's options below the names of the mixins that they come from. Picocli's own groups have headings too, but
 * forget the other options of a group where one is given twice.
 */
final class HelpSections {
    private HelpSections() {}

    static CommandLine of(CommandLine command) {
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST, help -> "");
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpSections::sections);
        return command;
    }

    private static String sections(Help help) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, CommandSpec> mixin : help.commandSpec().mixins().entrySet()) {
            CommandSpec part = mixin.getValue();
            text.append(text.isEmpty() ? "" : System.lineSeparator());
            text.append(help.createHeading(mixin.getKey() + ":%n"));
            if (!part.positionalParameters().isEmpty()) {
                text.append(help.parameterList(part.positionalParameters()));
            }
            text.append(help.optionListExcludingGroups(part.options()));
        }
        return text.toString();
    }
}
