// The rules of <alert> and <info>, one minimal document each. Numbers are those of spec/cap/requirements.txt.
#include "wire/cap.h"

#include <gtest/gtest.h>

#include "wire/cap_testing.h"

namespace tocsin::wire::cap {
namespace {

TEST(CapAlert, AMinimalMessageConforms) {
  const Parsed parsed = parse(with_tail(""));
  ASSERT_EQ(parsed.verdict, Verdict::conforming) << all_findings(parsed);
  EXPECT_EQ(parsed.message->identifier, "T1");
  EXPECT_EQ(parsed.message->sender, "bell@example.org");
  EXPECT_EQ(parsed.message->sent, "2015-11-13T21:30:00+01:00");
  EXPECT_EQ(to_rfc3339(parsed.message->sent_at), "2015-11-13T20:30:00Z");
  EXPECT_EQ(parsed.message->status, Status::actual);
  EXPECT_EQ(parsed.message->type, MessageType::alert);
  EXPECT_EQ(parsed.message->scope, Scope::public_);
  EXPECT_EQ(parsed.version, "1.2");
  EXPECT_EQ(parsed.signature, "absent");
}

// EVIDENCE-OF: CAP-1.2-01 the root is alert in a CAP namespace
TEST(CapAlert, AnotherRootIsRejected) {
  EXPECT_FINDING("<alert/>", rejected, "NOT_CAP", "/");
  EXPECT_FINDING("<report xmlns='urn:oasis:names:tc:emergency:cap:1.2'/>", rejected, "NOT_CAP", "/");
  EXPECT_FINDING("<alert xmlns='urn:oasis:names:tc:emergency:cap:1.3'/>", rejected, "NOT_CAP", "/");
}

// EVIDENCE-OF: CAP-1.2-02 identifier, sender, sent, status, msgType and scope must be there
TEST(CapAlert, EachVitalElementMustBeThere) {
  for (const std::string_view vital : {"<identifier>T1</identifier>", "<sender>bell@example.org</sender>",
                                       "<sent>2015-11-13T21:30:00+01:00</sent>", "<status>Actual</status>",
                                       "<msgType>Alert</msgType>", "<scope>Public</scope>"}) {
    EXPECT_FINDING(changed(with_tail(""), vital, ""), rejected, "MISSING_REQUIRED_ELEMENT", "/alert[1]");
  }
  EXPECT_FINDING(changed(with_tail(""), "Actual", "Perhaps"), rejected, "INVALID_ENUM_VALUE",
                 "/alert[1]/status[1]");
  EXPECT_FINDING(changed(with_tail(""), "2015-11-13T", "yesterday "), rejected, "INVALID_DATE",
                 "/alert[1]/sent[1]");
  EXPECT_FINDING(changed(with_tail(""), "T1", " "), rejected, "MISSING_REQUIRED_ELEMENT",
                 "/alert[1]/identifier[1]");
}

// EVIDENCE-OF: CAP-1.2-03 identifier and sender hold no white space, commas, < or &
TEST(CapAlert, ForbiddenCharactersInIdentityAreErrors) {
  EXPECT_FINDING(changed(with_tail(""), "T1", "T 1"), usable, "INVALID_IDENTIFIER",
                 "/alert[1]/identifier[1]");
  EXPECT_FINDING(changed(with_tail(""), "T1", "T,1"), usable, "INVALID_IDENTIFIER",
                 "/alert[1]/identifier[1]");
  EXPECT_FINDING(changed(with_tail(""), "bell@", "bell&amp;"), usable, "INVALID_SENDER",
                 "/alert[1]/sender[1]");
  EXPECT_FINDING(changed(with_tail(""), "T1", " T1"), usable, "INVALID_IDENTIFIER",
                 "/alert[1]/identifier[1]");
  EXPECT_EQ(parse(changed(with_tail(""), "T1", " T1")).message->identifier, "T1");
}

// EVIDENCE-OF: CAP-1.2-04 values of closed lists are written as listed
TEST(CapAlert, AValueInAnotherCaseIsReadWithAnError) {
  EXPECT_FINDING(changed(with_tail(""), "Actual", "actual"), usable, "INVALID_ENUM_VALUE",
                 "/alert[1]/status[1]");
  EXPECT_FINDING(changed(with_tail(""), "Actual", " Actual"), usable, "INVALID_ENUM_VALUE",
                 "/alert[1]/status[1]");
  EXPECT_FINDING(changed(with_info(""), "Extreme", "Awful"), usable, "INVALID_ENUM_VALUE",
                 "/alert[1]/info[1]/severity[1]");
  const Parsed parsed = parse(changed(with_info(""), "Extreme", "Awful"));
  EXPECT_EQ(parsed.message->infos[0].severity, (Coded<Severity>{Severity::unknown, "Awful"}));
  EXPECT_EQ(find(parsed, "INVALID_ENUM_VALUE")->repaired, "read as Unknown");
}

// EVIDENCE-OF: CAP-1.2-05 elements stand in the order of the schema
TEST(CapAlert, ElementsOutOfOrderAreReadWithAnError) {
  EXPECT_FINDING(with_tail("<note>n</note><code>c</code>"), usable, "INVALID_SEQUENCE", "/alert[1]/code[1]");
  EXPECT_FINDING(
      alert(
          "<sender>bell@example.org</sender><identifier>T1</identifier><sent>2015-11-13T21:30:00+01:00</sent>"
          "<status>Actual</status><msgType>Alert</msgType><scope>Public</scope>"),
      usable, "INVALID_SEQUENCE", "/alert[1]/sender[1]");
}

// EVIDENCE-OF: CAP-1.2-06 no element more often than the schema has it
TEST(CapAlert, TheFirstOfTwoCounts) {
  EXPECT_FINDING(with_tail("<note>one</note><note>two</note>"), usable, "DUPLICATE_ELEMENT",
                 "/alert[1]/note[2]");
  EXPECT_EQ(parse(with_tail("<note>one</note><note>two</note>")).message->note, "one");
}

// Alertswiss sends one <instruction> for each thing to do; dropping one would hide advice.
TEST(CapInfo, RepeatedTextsForPeopleAreJoined) {
  const std::string document =
      with_info("<instruction>Go in.</instruction><instruction>Close windows.</instruction>");
  EXPECT_FINDING(document, usable, "DUPLICATE_ELEMENT", "/alert[1]/info[1]/instruction[2]");
  EXPECT_EQ(parse(document).message->infos[0].instruction, "Go in.\nClose windows.");
}

// EVIDENCE-OF: CAP-1.2-07 nothing but the elements of the schema
TEST(CapAlert, UnknownElementsAttributesAndTextAreErrors) {
  EXPECT_FINDING(with_tail("<scoep/>"), usable, "UNSUPPORTED_ELEMENT", "/alert[1]/scoep[1]");
  EXPECT_FINDING(with_tail("<x xmlns='urn:other'/>"), usable, "FOREIGN_ELEMENT", "/alert[1]");
  EXPECT_FINDING(with_tail("<o:x/>"), usable, "UNDECLARED_PREFIX", "/alert[1]");
  EXPECT_FINDING(with_tail("lost words"), usable, "STRAY_TEXT", "/alert[1]");
  EXPECT_FINDING(with_tail("<note lang='fr'>n</note>"), usable, "UNSUPPORTED_ATTRIBUTE", "/alert[1]/note[1]");
  EXPECT_FINDING(with_tail("<note>a <b>c</b></note>"), usable, "UNSUPPORTED_ELEMENT", "/alert[1]/note[1]");
  EXPECT_EQ(parse(with_tail("<note>a <b>c</b></note>")).message->note, "a c");
}

// EVIDENCE-OF: CAP-1.2-08 prefixes are free, the namespace counts
TEST(CapAlert, PrefixesAreResolved) {
  const Parsed parsed = parse(
      "<n:alert xmlns:n='urn:oasis:names:tc:emergency:cap:1.2' "
      "xmlns:m='urn:oasis:names:tc:emergency:cap:1.2'><m:identifier>T1"
      "</m:identifier><n:sender>s</n:sender><sent "
      "xmlns='urn:oasis:names:tc:emergency:cap:1.2'>2015-11-13T21:30:00+01:00</sent>"
      "<n:status>Test</n:status><n:msgType>Alert</n:msgType><n:scope>Public</n:scope></n:alert>");
  EXPECT_EQ(parsed.verdict, Verdict::conforming) << all_findings(parsed);
}

// EVIDENCE-OF: CAP-1.2-09 restriction belongs to scope Restricted, addresses to scope Private
TEST(CapAlert, RestrictionAndAddressesFollowScope) {
  EXPECT_FINDING(with_tail("<restriction>police</restriction>"), usable, "RESTRICTION_SCOPE_MISMATCH",
                 "/alert[1]");
  EXPECT_FINDING(changed(with_tail(""), "Public", "Private"), usable, "MISSING_REQUIRED_ELEMENT",
                 "/alert[1]");
  EXPECT_FINDING(changed(with_tail(""), "Public", "Restricted"), conforming, "MISSING_RESTRICTION",
                 "/alert[1]");
  const Parsed parsed =
      parse(changed(with_tail("<addresses>\"desk one\" b@example.org</addresses>"), "Public", "Private"));
  EXPECT_EQ(parsed.verdict, Verdict::conforming) << all_findings(parsed);
  EXPECT_EQ(parsed.message->addresses, (std::vector<std::string>{"desk one", "b@example.org"}));
  EXPECT_FINDING(with_tail("<incidents>\"one</incidents>"), usable, "INVALID_VALUE",
                 "/alert[1]/incidents[1]");
}

// EVIDENCE-OF: CAP-1.2-10 references are sender,identifier,sent between white space
TEST(CapAlert, ReferencesAreTriples) {
  const Parsed parsed = parse(
      with_tail("<references>a,b,2015-11-13T20:00:00-00:00\n c,d:e,2015-11-13T19:00:00+00:00</references>"));
  ASSERT_EQ(parsed.message->references.size(), 2u);
  EXPECT_EQ(parsed.message->references[1].identifier, "d:e");
  EXPECT_EQ(to_rfc3339(parsed.message->references[1].sent_at), "2015-11-13T19:00:00Z");
  EXPECT_EQ(parsed.verdict, Verdict::conforming) << all_findings(parsed);
  EXPECT_FINDING(with_tail("<references>justone</references>"), usable, "INVALID_REFERENCES",
                 "/alert[1]/references[1]");
  EXPECT_FINDING(with_tail("<references>a,b</references>"), usable, "INVALID_REFERENCES",
                 "/alert[1]/references[1]");
  EXPECT_EQ(parse(with_tail("<references>a,b</references>")).message->references.size(), 1u);
}

// EVIDENCE-OF: CAP-1.2-11 a message never references itself or a later one
TEST(CapAlert, ReferencesAreEarlierMessages) {
  EXPECT_FINDING(with_tail("<references>bell@example.org,T1,2015-11-13T20:30:00-00:00</references>"), usable,
                 "CIRCULAR_REFERENCE", "/alert[1]/references[1]");
  EXPECT_FINDING(with_tail("<references>a,b,2015-11-14T00:00:00-00:00</references>"), usable,
                 "POSTDATED_REFERENCE", "/alert[1]/references[1]");
}

// EVIDENCE-OF: CAP-1.2-12 update, cancel, ack and error name what they are about; error and exercise have a
// note
TEST(CapAlert, WhatAMessageTypeNeedsIsAWarning) {
  EXPECT_FINDING(changed(with_tail(""), "Alert", "Cancel"), conforming, "MISSING_REFERENCES", "/alert[1]");
  EXPECT_FINDING(changed(with_tail(""), "Alert", "Error"), conforming, "MISSING_NOTE", "/alert[1]");
  EXPECT_FINDING(changed(with_tail(""), "Actual", "Exercise"), conforming, "MISSING_NOTE", "/alert[1]");
}

// EVIDENCE-OF: CAP-1.2-13 a signature is enveloped and never a reason to refuse
TEST(CapAlert, ASignatureNeverChangesTheVerdict) {
  for (const std::string& document :
       {with_tail("<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'><junk/></Signature>"),
        with_tail("<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'/><info/>")}) {
    const Parsed parsed = parse(document);
    EXPECT_EQ(parsed.signature, "present");
    EXPECT_EQ(parsed.verdict, document.ends_with("<info/></alert>") ? Verdict::usable : Verdict::conforming)
        << all_findings(parsed);
    EXPECT_TRUE(parsed.message->has_signature);
  }
}

// EVIDENCE-OF: CAP-1.2-14 absent or empty language is en-US
TEST(CapInfo, AbsentLanguageIsEnUs) {
  EXPECT_EQ(parse(changed(with_info(""), "<language>en</language>", "")).message->infos[0].language, "en-US");
  EXPECT_FINDING(changed(with_info(""), "<language>en</language>", "<language/>"), conforming,
                 "LANGUAGE_DEFAULTED", "/alert[1]/info[1]/language[1]");
  EXPECT_FINDING(changed(with_info(""), ">en<", ">en_GB<"), usable, "INVALID_LANGUAGE",
                 "/alert[1]/info[1]/language[1]");
  EXPECT_EQ(parse(changed(with_info(""), ">en<", ">en_GB<")).message->infos[0].language, "en-GB");
  EXPECT_EQ(parse(changed(with_info(""), ">en<", ">see below<")).message->infos[0].language, "und");
  EXPECT_FINDING(changed(with_info(""), ">en<", ">english<"), conforming, "INVALID_LANGUAGE",
                 "/alert[1]/info[1]/language[1]");
  EXPECT_EQ(parse(changed(with_info(""), "<info><language>en</language>", "<info lang='DE'>"))
                .message->infos[0]
                .language,
            "DE");
}

// EVIDENCE-OF: CAP-1.2-15 category, event, urgency, severity and certainty are required in info
TEST(CapInfo, RequiredElementsOfInfo) {
  for (const std::string_view required :
       {"<category>Security</category>", "<event>Attack</event>", "<urgency>Immediate</urgency>",
        "<severity>Extreme</severity>", "<certainty>Observed</certainty>"}) {
    EXPECT_FINDING(changed(with_info(""), required, ""), usable, "MISSING_REQUIRED_ELEMENT",
                   "/alert[1]/info[1]");
  }
  EXPECT_FINDING(changed(with_info(""), "Attack", ""), usable, "MISSING_REQUIRED_ELEMENT",
                 "/alert[1]/info[1]/event[1]");
}

// EVIDENCE-OF: CAP-1.2-16 "Very Likely" of CAP 1.0 is Likely
TEST(CapInfo, VeryLikelyIsLikely) {
  EXPECT_FINDING(changed(with_info(""), "Observed", "Very Likely"), usable, "INVALID_ENUM_VALUE",
                 "/alert[1]/info[1]/certainty[1]");
  const Parsed old = parse(in_version(
      "http://www.incident.com/cap/1.0",
      fmt::format("{}<info>{}</info>", head_12, changed(std::string(codes_12), "Observed", "Very Likely"))));
  EXPECT_EQ(old.verdict, Verdict::conforming) << all_findings(old);
  EXPECT_EQ(old.message->infos[0].certainty, (Coded<Certainty>{Certainty::likely, "Very Likely"}));
}

// EVIDENCE-OF: CAP-1.2-17 absent effective is sent; absent expires is the recipient's to decide
TEST(CapInfo, AbsentEffectiveIsSent) {
  const Parsed parsed = parse(with_info(""));
  EXPECT_EQ(parsed.message->infos[0].effective, (Time{"", parsed.message->sent_at}));
  EXPECT_EQ(parsed.message->infos[0].expires, Time{});
}

// EVIDENCE-OF: CAP-1.2-18 expires is not before what it ends
TEST(CapInfo, ExpiredOnArrivalIsAWarning) {
  EXPECT_FINDING(with_info("<expires>2015-11-13T20:00:00-00:00</expires>"), conforming,
                 "EXPIRES_BEFORE_EFFECTIVE", "/alert[1]/info[1]");
  EXPECT_FINDING(
      with_info(
          "<effective>2015-11-13T19:00:00-00:00</effective><expires>2015-11-13T20:00:00-00:00</expires>"),
      conforming, "EXPIRES_BEFORE_SENT", "/alert[1]/info[1]");
  EXPECT_FINDING(
      with_info("<onset>2015-11-15T00:00:00-00:00</onset><expires>2015-11-14T00:00:00-00:00</expires>"),
      conforming, "EXPIRES_BEFORE_ONSET", "/alert[1]/info[1]");
}

// EVIDENCE-OF: CAP-1.2-19 web is an absolute URI
TEST(CapInfo, WebIsAbsolute) {
  EXPECT_FINDING(with_info("<web>www.example.org</web>"), usable, "INVALID_WEB", "/alert[1]/info[1]/web[1]");
  EXPECT_EQ(parse(with_info("<web>https://example.org/a</web>")).verdict, Verdict::conforming);
}

// EVIDENCE-OF: CAP-1.2-20 eventCode, parameter and geocode are valueName and value
TEST(CapInfo, NamedValuesAreRead) {
  const Parsed good =
      parse(with_info("<parameter><valueName>level</valueName><value>red</value></parameter>"));
  EXPECT_EQ(good.message->infos[0].parameters, (std::vector<NamedValue>{{"level", "red"}}));
  EXPECT_FINDING(with_info("<parameter><value>red</value><valueName>level</valueName></parameter>"), usable,
                 "INVALID_SEQUENCE", "/alert[1]/info[1]/parameter[1]");
  EXPECT_FINDING(with_info("<parameter>level=red</parameter>"), usable, "MISSING_REQUIRED_ELEMENT",
                 "/alert[1]/info[1]/parameter[1]");
  EXPECT_EQ(parse(with_info("<parameter>level=red</parameter>")).message->infos[0].parameters,
            good.message->infos[0].parameters);
  const auto two =
      "<parameter><valueName>a</valueName><value>1</value><valueName>b</valueName><value>2</value></"
      "parameter>";
  EXPECT_FINDING(with_info(two), usable, "DUPLICATE_ELEMENT", "/alert[1]/info[1]/parameter[1]");
  EXPECT_EQ(parse(with_info(two)).message->infos[0].parameters,
            (std::vector<NamedValue>{{"a", "1"}, {"b", "2"}}));
  EXPECT_FINDING(with_info("<parameter><valueName>a</valueName></parameter>"), usable,
                 "MISSING_REQUIRED_ELEMENT", "/alert[1]/info[1]/parameter[1]");
}

// EVIDENCE-OF: CAP-1.2-21 a resource has a description and, from 1.2, a media type; its parts have their
// forms
TEST(CapInfo, ResourcesHaveTheirForms) {
  const auto resource = [](std::string_view rest) {
    return with_info(fmt::format("<resource><resourceDesc>map</resourceDesc>{}</resource>", rest));
  };
  const std::string path = "/alert[1]/info[1]/resource[1]";
  EXPECT_EQ(
      parse(resource("<mimeType>image/png</mimeType><size>12</size><uri>https://example.org/m.png</uri>"))
          .verdict,
      Verdict::conforming);
  EXPECT_FINDING(resource(""), usable, "MISSING_REQUIRED_ELEMENT", path);
  EXPECT_FINDING(resource("<mimeType>picture</mimeType>"), usable, "INVALID_MIME_TYPE",
                 path + "/mimeType[1]");
  EXPECT_FINDING(resource("<mimeType>image/png</mimeType><size>-1</size>"), usable, "INVALID_RESOURCE_SIZE",
                 path + "/size[1]");
  EXPECT_FINDING(resource("<mimeType>image/png</mimeType><uri>m.png</uri>"), usable,
                 "RELATIVE_URI_MISSING_DEREF_URI", path + "/uri[1]");
  EXPECT_FINDING(resource("<mimeType>image/png</mimeType><derefUri>%</derefUri>"), usable,
                 "INVALID_DEREF_URI", path + "/derefUri[1]");
  EXPECT_FINDING(resource("<mimeType>image/png</mimeType><digest>12</digest>"), conforming, "INVALID_DIGEST",
                 path + "/digest[1]");
}

// EVIDENCE-OF: CAP-1.2-22 texts hold no HTML
TEST(CapInfo, HtmlInTextIsAWarning) {
  EXPECT_FINDING(with_info("<description>a&amp;nbsp;b</description>"), conforming,
                 "TEXT_CONTAINS_HTML_ENTITIES", "/alert[1]/info[1]/description[1]");
  EXPECT_FINDING(with_info("<description><![CDATA[a<br/>b]]></description>"), conforming,
                 "TEXT_CONTAINS_HTML_TAGS", "/alert[1]/info[1]/description[1]");
  EXPECT_EQ(
      parse(with_info("<description>wind &lt; 50 &amp; rising; a &gt; b</description>")).findings.size(), 0u);
}

// EVIDENCE-OF: CAP-1.2-23 an empty optional element counts as absent
TEST(CapInfo, EmptyIsAbsent) {
  EXPECT_FINDING(with_info("<contact/>"), conforming, "EMPTY_ELEMENT", "/alert[1]/info[1]/contact[1]");
  EXPECT_FINDING(with_info("<expires/>"), usable, "INVALID_DATE", "/alert[1]/info[1]/expires[1]");
}

// EVIDENCE-OF: CAP-1.2-24 advice on texts: headline of 160, Assess not for the public, one text for one
// language
TEST(CapInfo, AdviceIsNeverAnError) {
  EXPECT_FINDING(with_info(fmt::format("<headline>{}</headline>", std::string(161, 'x'))), conforming,
                 "HEADLINE_LONG", "/alert[1]/info[1]");
  EXPECT_FINDING(changed(with_info(""), "<urgency>", "<responseType>Assess</responseType><urgency>"),
                 conforming, "ASSESS_IN_PUBLIC", "/alert[1]/info[1]");
  const std::string info = fmt::format(
      "<info><language>XX</language><category>Fire</category>{}<description>Go.</description></info>",
      codes_12);
  EXPECT_FINDING(with_tail(changed(info, "XX", "en") + changed(info, "XX", "fr")), conforming,
                 "SAME_TEXT_DIFFERENT_LANGUAGE", "/alert[1]/info[2]");
}

TEST(CapInfo, AResponseThatIsNoneOfTheListIsLeftOut) {
  const Parsed parsed =
      parse(changed(with_info(""), "<urgency>", "<responseType>Hide</responseType><urgency>"));
  EXPECT_TRUE(parsed.message->infos[0].response_types.empty());
  EXPECT_EQ(find(parsed, "INVALID_ENUM_VALUE")->repaired, "left out");
}

// EVIDENCE-OF: CAP-1.2-25 older versions are read by their own schemas
TEST(CapVersions, CapOneZeroHasItsOwnForms) {
  const Parsed parsed = parse(in_version(
      "http://www.incident.com/cap/1.0",
      changed(fmt::format("{}<references>id0/who@example.org</references><info>{}<eventCode>A=1</"
                          "eventCode><area><areaDesc>x</areaDesc><geocode>G=2</geocode></area></info>",
                          head_12, changed(std::string(codes_12), "Observed", "Likely")),
              "<scope>", "<password>p</password><scope>")));
  ASSERT_EQ(parsed.verdict, Verdict::conforming) << all_findings(parsed);
  EXPECT_NE(find(parsed, "PASSWORD_DEPRECATED"), nullptr);
  EXPECT_EQ(parsed.message->references, (std::vector<Reference>{{"who@example.org", "id0", "", {}}}));
  EXPECT_EQ(parsed.message->infos[0].event_codes, (std::vector<NamedValue>{{"A", "1"}}));
  EXPECT_EQ(parsed.message->infos[0].areas[0].geocodes, (std::vector<Geocode>{{"G", "2"}}));
  EXPECT_TRUE(parsed.message->infos[0].categories.empty());
}

TEST(CapVersions, ElementsOfLaterVersionsAreErrors) {
  const std::string one = in_version("urn:oasis:names:tc:emergency:cap:1.1",
                                     fmt::format("{}<info><category>Fire</category>{}</info>", head_12,
                                                 changed(std::string(codes_12), "<urgency>",
                                                         "<responseType>AllClear</responseType><urgency>")));
  EXPECT_FINDING(one, usable, "INVALID_ENUM_VALUE", "/alert[1]/info[1]/responseType[1]");
  EXPECT_EQ(parse(one).message->infos[0].response_types[0].value, ResponseType::all_clear);
  EXPECT_FINDING(with_tail("<password>p</password>"), usable, "UNSUPPORTED_ELEMENT", "/alert[1]/password[1]");
}

TEST(CapVersions, AMessageWithoutScopeOfCapOneZeroIsNotForEverybody) {
  const std::string document =
      changed(in_version("http://www.incident.com/cap/1.0", head_12), "<scope>Public</scope>", "");
  EXPECT_FINDING(document, conforming, "SCOPE_ABSENT", "/alert[1]");
  EXPECT_EQ(parse(document).message->scope, Scope::restricted);
}

TEST(CapWrapper, OneAlertIsUnwrappedSeveralAreCounted) {
  const auto wrap = [](const std::string& inside) {
    return "<w:alerts xmlns:w='http://gov.fema.ipaws.services/feed'>" + inside + "</w:alerts>";
  };
  EXPECT_EQ(parse(wrap(with_tail(""))).verdict, Verdict::conforming);
  EXPECT_FINDING(wrap(with_tail("") + with_tail("")), rejected, "SEVERAL_ALERTS", "/");
  EXPECT_FINDING(wrap(""), rejected, "NOT_CAP", "/");
  const auto all = parse_all(wrap(with_tail("") + with_tail("<note/><code/>")));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].verdict, Verdict::conforming);
  EXPECT_EQ(find(all[1], "INVALID_SEQUENCE")->path, "/alert[2]/code[1]");
}

// EVIDENCE-OF: CAP-1.2-61 past a limit a message is refused, and the finding names the limit
TEST(CapLimits, PastALimitAMessageIsRejectedByName) {
  EXPECT_EQ(find(parse(std::string(bytes_max + 1, ' ')), "TOO_LARGE")->path, "/");
  std::string infos;
  for (std::size_t i = 0; i < infos_max; ++i) infos += "<info/>";
  EXPECT_EQ(parse(with_tail(infos)).verdict, Verdict::usable);
  EXPECT_EQ(parse(with_tail(infos)).findings.back().code, "FINDINGS_CUT");
  EXPECT_FINDING(with_tail(infos + "<info/>"), rejected, "TOO_MANY_INFOS", "/alert[1]/info[513]");
  std::string areas;
  for (std::size_t i = 0; i <= areas_max; ++i) areas += "<area/>";
  EXPECT_FINDING(with_info(areas), rejected, "TOO_MANY_AREAS", "/alert[1]/info[1]/area[20001]");
  std::string shapes;
  for (std::size_t i = 0; i <= shapes_max; ++i) shapes += "<circle/>";
  EXPECT_FINDING(with_area(shapes), rejected, "TOO_MANY_SHAPES", "/alert[1]/info[1]/area[1]");
}

}  // namespace
}  // namespace tocsin::wire::cap
