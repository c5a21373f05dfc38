import java.io.File;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.LogManager;

import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.VeraPDFFoundry;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;

/**
 * Asks the veraPDF library whether a PDF keeps what it claims in its metadata.
 *
 * <p>Usage: VeraCheck FILE. Prints one line for each answer, its fields separated by tabs:
 * {@code flavour ID pass|fail CHECKS} for each claim, and {@code rule ID CLAUSE COUNT WORDS} for
 * each rule that failed. A file without a claim gets no line. The exit status is 0 when every claim
 * was looked at, whatever came of it, and 2 when that was impossible.
 */
public final class VeraCheck {

    /** How many failures of one rule are kept; the count is of all of them. */
    private static final int KEPT = 1;

    private VeraCheck() {
    }

    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            System.err.println("usage: VeraCheck FILE");
            System.exit(2);
        }
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        try {
            File file = new File(arguments[0]);
            for (PDFAFlavour flavour : claims(file)) {
                judge(file, flavour);
            }
        } catch (Exception | Error fault) {
            System.err.println(fault);
            System.exit(2);
        }
    }

    private static List<PDFAFlavour> claims(File file) throws Exception {
        VeraPDFFoundry foundry = Foundries.defaultInstance();
        List<PDFAFlavour> flavours = new ArrayList<>();
        try (PDFAParser parser = foundry.createParser(file)) {
            for (PDFAFlavour flavour : parser.getFlavours()) {
                if (flavour != PDFAFlavour.NO_FLAVOUR) {
                    flavours.add(flavour);
                }
            }
        }
        return flavours;
    }

    private static void judge(File file, PDFAFlavour flavour) throws Exception {
        VeraPDFFoundry foundry = Foundries.defaultInstance();
        try (PDFAParser parser = foundry.createParser(file, flavour);
                PDFAValidator validator =
                        foundry.createValidator(flavour, KEPT, false, true, false)) {
            ValidationResult result = validator.validate(parser);
            say("flavour", flavour.getId(), result.isCompliant() ? "pass" : "fail",
                    String.valueOf(result.getTotalAssertions()));
            Map<RuleId, String> messages = messages(result);
            for (Map.Entry<RuleId, Integer> failed : result.getFailedChecks().entrySet()) {
                RuleId id = failed.getKey();
                Rule rule = result.getValidationProfile().getRuleByRuleId(id);
                String words = rule == null ? "" : rule.getDescription();
                String example = messages.get(id);
                say("rule", flavour.getId(), id.getClause() + "-" + id.getTestNumber(),
                        String.valueOf(failed.getValue()),
                        example == null ? words : words + " (" + example + ")");
            }
        }
    }

    /** Returns what the first failure of each rule says. */
    private static Map<RuleId, String> messages(ValidationResult result) {
        Map<RuleId, String> messages = new LinkedHashMap<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED
                    && assertion.getErrorMessage() != null) {
                messages.putIfAbsent(assertion.getRuleId(), assertion.getErrorMessage());
            }
        }
        return messages;
    }

    private static void say(String... fields) {
        StringBuilder line = new StringBuilder();
        for (String field : fields) {
            line.append(line.length() == 0 ? "" : "\t").append(field.replaceAll("\\s+", " "));
        }
        System.out.println(line);
    }
}
