/* Signed staff requests: the RFC's own vector, what verifies, and all that must not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "seal_fixture.h"
#include "seal/request.h"
#include "tally/request_sign.h"

#define NOW 1767225600

struct scene {
	struct fixture f;
	struct request request;
	struct request_signature signature;
	struct request_claim claim;
};

static int set_up(void **state)
{
	static struct scene s;

	fixture_init(&s.f);
	s.request =
	        (struct request){"POST", "uzklausi.example.lv", "/api/staff/records/00112233445566778899aabbccddeeff",
	                         "",     "0123456789abcdef",    16};
	*state = &s;
	return request_sign(&s.signature, &s.request, &s.f.anna, NOW) == SEAL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
	fixture_release(&((struct scene *)*state)->f);
	return 0;
}

/* The server's staff: Anna and Berta. */
static const struct card *find(void *context, const unsigned char card_id[static CARD_ID_BYTES])
{
	const struct fixture *f = context;

	if (id_equal(card_id, f->anna.card.id))
		return &f->anna.card;
	return id_equal(card_id, f->berta.card.id) ? &f->berta.card : NULL;
}

static enum seal_err verify_at(struct scene *s, int64_t now)
{
	const struct request_headers headers = {s->signature.content_digest, s->signature.signature_input,
	                                        s->signature.signature};

	return request_verify(&s->request, &headers, find, &s->f, now, &s->claim);
}

static enum seal_err verify(struct scene *s)
{
	return verify_at(s, NOW);
}

/* RFC 9421, appendix B.2.6, with the key of B.1.4. */
static void the_rfcs_own_signature_verifies(void **state)
{
	static const char key_text[] = "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=";
	static const char signature_text[] =
	        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";
	static const char params[] =
	        "(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\")"
	        ";created=1618884473;keyid=\"test-key-ed25519\"";
	static const char *const components[][2] = {{"date", "Tue, 20 Apr 2021 02:07:55 GMT"},
	                                            {"@method", "POST"},
	                                            {"@path", "/foo"},
	                                            {"@authority", "example.com"},
	                                            {"content-type", "application/json"},
	                                            {"content-length", "18"}};
	unsigned char key[32], signature[64];
	struct buf base;

	(void)state;
	assert_int_equal(sodium_base642bin(key, 32, key_text, strlen(key_text), NULL, NULL, NULL,
	                                   sodium_base64_VARIANT_ORIGINAL),
	                 0);
	assert_int_equal(sodium_base642bin(signature, 64, signature_text, strlen(signature_text), NULL, NULL, NULL,
	                                   sodium_base64_VARIANT_ORIGINAL),
	                 0);
	buf_init(&base, REQUEST_BASE_MAX);
	for (size_t i = 0; i < sizeof components / sizeof components[0]; i++)
		request_base_line(&base, components[i][0], components[i][1], strlen(components[i][1]));
	request_base_end(&base, params, strlen(params));
	assert_int_equal(crypto_sign_verify_detached(signature, (const unsigned char *)base.data, base.len, key), 0);
	base.data[0] ^= 1;
	assert_int_not_equal(crypto_sign_verify_detached(signature, (const unsigned char *)base.data, base.len, key),
	                     0);
	buf_release(&base);
}

/* RFC 9530, appendix B.1: the digest of {"hello": "world"} and a line feed. */
static void the_rfcs_own_digest_is_ours(void **state)
{
	static const char body[] = "{\"hello\": \"world\"}\n";
	char digest[REQUEST_DIGEST_MAX];

	(void)state;
	request_digest(digest, body, sizeof body - 1);
	assert_string_equal(digest, "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:");
	request_digest(digest, NULL, 0);
	assert_string_equal(digest, "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:");
}

static void the_base_is_as_the_rfc_wants_it(void **state)
{
	const struct request request = {"GET", "example.lv:8080", "/api/staff/locks", "a=1&b", "", 0};
	struct buf base;

	(void)state;
	buf_init(&base, REQUEST_BASE_MAX);
	request_base(&base, &request, "sha-256=:x:", "();created=1", 12);
	assert_string_equal(
	        base.data,
	        "\"@method\": GET\n\"@authority\": example.lv:8080\n\"@path\": /api/staff/locks\n\"@query\": ?a=1&b\n"
	        "\"content-digest\": sha-256=:x:\n\"@signature-params\": ();created=1");
	buf_release(&base);
}

static void a_signed_request_verifies_and_says_who(void **state)
{
	struct scene *s = *state;

	assert_int_equal(verify(s), SEAL_OK);
	assert_ptr_equal(s->claim.card, &s->f.anna.card);
	assert_int_equal(s->claim.created, NOW);
	s->request.body = NULL;
	s->request.body_len = 0;
	assert_int_equal(request_sign(&s->signature, &s->request, &s->f.berta, NOW), SEAL_OK);
	assert_int_equal(verify(s), SEAL_OK);
	assert_ptr_equal(s->claim.card, &s->f.berta.card);
}

static void each_request_has_its_own_nonce(void **state)
{
	struct scene *s = *state;
	unsigned char first[REQUEST_NONCE_BYTES];

	assert_int_equal(verify(s), SEAL_OK);
	memcpy(first, s->claim.nonce, sizeof first);
	assert_int_equal(request_sign(&s->signature, &s->request, &s->f.anna, NOW), SEAL_OK);
	assert_int_equal(verify(s), SEAL_OK);
	assert_memory_not_equal(first, s->claim.nonce, sizeof first);
}

static void every_part_of_the_request_is_signed(void **state)
{
	struct scene *s = *state;
	const struct request whole = s->request;

	s->request.method = "PUT";
	assert_int_equal(verify(s), SEAL_SIGNATURE);
	s->request = whole;
	s->request.authority = "other.example.lv";
	assert_int_equal(verify(s), SEAL_SIGNATURE);
	s->request = whole;
	s->request.path = "/api/staff/records/00112233445566778899aabbccddee00";
	assert_int_equal(verify(s), SEAL_SIGNATURE);
	s->request = whole;
	s->request.query = "x";
	assert_int_equal(verify(s), SEAL_SIGNATURE);
	s->request = whole;
	s->request.body = "0123456789abcdeF";
	assert_int_equal(verify(s), SEAL_SIGNATURE);
	s->request.body_len = 0;
	assert_int_equal(verify(s), SEAL_SIGNATURE);
	s->request = whole;
	assert_int_equal(verify(s), SEAL_OK);
}

static void a_body_that_was_changed_with_its_digest_does_not_verify(void **state)
{
	struct scene *s = *state;

	s->request.body = "fedcba9876543210";
	request_digest(s->signature.content_digest, s->request.body, s->request.body_len);
	assert_int_equal(verify(s), SEAL_SIGNATURE);
}

static void nobody_else_can_sign_for_a_card(void **state)
{
	struct scene *s = *state;
	struct key forged = s->f.carl;

	assert_int_equal(request_sign(&s->signature, &s->request, &s->f.carl, NOW), SEAL_OK);
	assert_int_equal(verify(s), SEAL_STRANGER);
	forged.card = s->f.anna.card;
	assert_int_equal(request_sign(&s->signature, &s->request, &forged, NOW), SEAL_OK);
	assert_int_equal(verify(s), SEAL_SIGNATURE);
}

static void a_signature_holds_for_a_while(void **state)
{
	struct scene *s = *state;

	assert_int_equal(verify_at(s, NOW + REQUEST_WINDOW_SECONDS), SEAL_OK);
	assert_int_equal(verify_at(s, NOW + REQUEST_WINDOW_SECONDS + 1), SEAL_STALE);
	assert_int_equal(verify_at(s, NOW - REQUEST_AHEAD_SECONDS), SEAL_OK);
	assert_int_equal(verify_at(s, NOW - REQUEST_AHEAD_SECONDS - 1), SEAL_STALE);
}

static void no_character_of_the_headers_may_change(void **state)
{
	struct scene *s = *state;
	char *const headers[] = {s->signature.content_digest, s->signature.signature_input, s->signature.signature};

	for (size_t h = 0; h < 3; h++) {
		for (size_t i = 0; headers[h][i] != '\0'; i++) {
			for (unsigned bit = 0; bit < 8; bit++) {
				headers[h][i] = (char)(headers[h][i] ^ (1 << bit));
				assert_int_not_equal(verify(s), SEAL_OK);
				headers[h][i] = (char)(headers[h][i] ^ (1 << bit));
			}
		}
	}
	assert_int_equal(verify(s), SEAL_OK);
}

static void headers_that_are_missing_or_too_long_are_refused(void **state)
{
	struct scene *s = *state;
	char huge[REQUEST_HEADER_MAX + 1];
	struct request_headers headers = {NULL, s->signature.signature_input, s->signature.signature};

	memset(huge, 'a', sizeof huge - 1);
	huge[sizeof huge - 1] = '\0';
	assert_int_equal(request_verify(&s->request, &headers, find, &s->f, NOW, &s->claim), SEAL_FORMAT);
	headers = (struct request_headers){s->signature.content_digest, NULL, s->signature.signature};
	assert_int_equal(request_verify(&s->request, &headers, find, &s->f, NOW, &s->claim), SEAL_FORMAT);
	headers = (struct request_headers){s->signature.content_digest, s->signature.signature_input, NULL};
	assert_int_equal(request_verify(&s->request, &headers, find, &s->f, NOW, &s->claim), SEAL_FORMAT);
	headers = (struct request_headers){s->signature.content_digest, huge, s->signature.signature};
	assert_int_equal(request_verify(&s->request, &headers, find, &s->f, NOW, &s->claim), SEAL_FORMAT);
}

/* Signs params of any shape, so that only their shape can be what is refused. */
static enum seal_err verify_params(struct scene *s, const char *params)
{
	char base64[96];
	unsigned char signature[64];
	struct buf base;

	buf_init(&base, REQUEST_BASE_MAX);
	request_base(&base, &s->request, s->signature.content_digest, params, strlen(params));
	key_sign(signature, &s->f.anna, base.data, base.len);
	buf_release(&base);
	sodium_bin2base64(base64, sizeof base64, signature, 64, sodium_base64_VARIANT_ORIGINAL);
	snprintf(s->signature.signature, sizeof s->signature.signature, "sig1=:%s:", base64);
	snprintf(s->signature.signature_input, sizeof s->signature.signature_input, "sig1=%s", params);
	return verify(s);
}

static void parameters_may_come_in_any_order_but_each_once(void **state)
{
	static const struct {
		const char *shape; /* c k n a t: the parameters; other letters are variants */
		enum seal_err err;
	} cases[] = {{"cknat", SEAL_OK},      {"tankc", SEAL_OK},     {"knat", SEAL_FORMAT},  {"cnat", SEAL_FORMAT},
	             {"ckat", SEAL_FORMAT},   {"cknt", SEAL_FORMAT},  {"ckna", SEAL_FORMAT},  {"cknatt", SEAL_FORMAT},
	             {"cknatx", SEAL_FORMAT}, {"cknAt", SEAL_FORMAT}, {"cknaT", SEAL_FORMAT}, {"Cknat", SEAL_FORMAT},
	             {"cknat ", SEAL_FORMAT}, {"cKnat", SEAL_FORMAT}, {"ckNat", SEAL_FORMAT}};
	struct scene *s = *state;
	char card_hex[33];

	id_hex(card_hex, s->f.anna.card.id);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf params;

		buf_init(&params, REQUEST_HEADER_MAX);
		buf_adds(&params, REQUEST_COMPONENTS);
		for (const char *c = cases[i].shape; *c != '\0'; c++) {
			switch (*c) {
			case 'c':
				buf_printf(&params, ";created=%d", NOW);
				break;
			case 'C':
				buf_printf(&params, ";created=0%d", NOW);
				break;
			case 'k':
				buf_printf(&params, ";keyid=\"%s\"", card_hex);
				break;
			case 'K':
				buf_printf(&params, ";keyid=\"%s0\"", card_hex);
				break;
			case 'n':
				buf_adds(&params, ";nonce=\"000102030405060708090a0b0c0d0e0f\"");
				break;
			case 'N':
				buf_adds(&params, ";nonce=\"\"");
				break;
			case 'a':
				buf_adds(&params, ";alg=\"ed25519\"");
				break;
			case 'A':
				buf_adds(&params, ";alg=\"hmac-sha256\"");
				break;
			case 't':
				buf_adds(&params, ";tag=\"uzklausi-staff\"");
				break;
			case 'T':
				buf_adds(&params, ";tag=\"other\"");
				break;
			case 'x':
				buf_printf(&params, ";expires=%d", NOW + 10);
				break;
			default:
				buf_addc(&params, *c);
			}
		}
		assert_int_equal(verify_params(s, params.data), cases[i].err);
		buf_release(&params);
	}
}

static void fewer_components_are_refused(void **state)
{
	struct scene *s = *state;
	char card_hex[33], params[400];

	id_hex(card_hex, s->f.anna.card.id);
	snprintf(params, sizeof params,
	         "(\"@method\" \"@authority\" \"@path\" \"content-digest\");created=%d;keyid=\"%s\";"
	         "nonce=\"000102030405060708090a0b0c0d0e0f\";alg=\"ed25519\";tag=\"uzklausi-staff\"",
	         NOW, card_hex);
	assert_int_equal(verify_params(s, params), SEAL_FORMAT);
}

static void labels_must_agree(void **state)
{
	struct scene *s = *state;

	memcpy(s->signature.signature, "uzklausj", 8);
	assert_int_equal(verify(s), SEAL_FORMAT);
}

static void a_line_feed_cannot_pass_for_another_component(void **state)
{
	struct scene *s = *state;

	s->request.path = "/a\n\"@query\": ?";
	assert_int_equal(request_sign(&s->signature, &s->request, &s->f.anna, NOW), SEAL_OK);
	assert_int_equal(verify(s), SEAL_FORMAT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(the_rfcs_own_signature_verifies),
	        TEST(the_rfcs_own_digest_is_ours),
	        TEST(the_base_is_as_the_rfc_wants_it),
	        TEST(a_signed_request_verifies_and_says_who),
	        TEST(each_request_has_its_own_nonce),
	        TEST(every_part_of_the_request_is_signed),
	        TEST(a_body_that_was_changed_with_its_digest_does_not_verify),
	        TEST(nobody_else_can_sign_for_a_card),
	        TEST(a_signature_holds_for_a_while),
	        TEST(no_character_of_the_headers_may_change),
	        TEST(headers_that_are_missing_or_too_long_are_refused),
	        TEST(parameters_may_come_in_any_order_but_each_once),
	        TEST(fewer_components_are_refused),
	        TEST(labels_must_agree),
	        TEST(a_line_feed_cannot_pass_for_another_component),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
