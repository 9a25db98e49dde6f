/* Key files: the format, the passphrase, and hostile files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "seal_fixture.h"
#include "tally/files.h"

struct scene {
	struct fixture f;
	struct buf text;
	char folder[32], key[64], pass[64], link[64];
};

static struct passphrase phrase(const char *text)
{
	return (struct passphrase){(char *)(uintptr_t)text, strlen(text)};
}

static void write_text(const char *path, const char *text, mode_t mode)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static int set_up(void **state)
{
	static struct scene s;
	const struct passphrase right = phrase("correct horse battery staple");

	fixture_init(&s.f);
	buf_init(&s.text, KEYFILE_MAX_BYTES);
	if (keyfile_write(&s.text, &s.f.anna, &right, &KEY_COST_LEAST) != SEAL_OK)
		return -1;
	snprintf(s.folder, sizeof s.folder, "/tmp/uzklausi-test-XXXXXX");
	if (mkdtemp(s.folder) == NULL)
		return -1;
	snprintf(s.key, sizeof s.key, "%s/a.key", s.folder);
	snprintf(s.pass, sizeof s.pass, "%s/pass", s.folder);
	snprintf(s.link, sizeof s.link, "%s/link", s.folder);
	write_text(s.key, s.text.data, 0600);
	write_text(s.pass, "correct horse battery staple\n", 0600);
	*state = &s;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *s = *state;

	unlink(s->key);
	unlink(s->pass);
	unlink(s->link);
	rmdir(s->folder);
	buf_release(&s->text);
	fixture_release(&s->f);
	return 0;
}

static void a_key_file_opens_to_the_same_keys(void **state)
{
	struct scene *s = *state;
	const struct passphrase right = phrase("correct horse battery staple");
	struct keyfile file;
	struct key key;

	assert_int_equal(keyfile_read(s->text.data, s->text.len, &file), SEAL_OK);
	assert_int_equal(keyfile_open(&file, &right, &key), SEAL_OK);
	assert_string_equal(key.card.name, "Anna Kalniņa");
	assert_memory_equal(key.card.id, s->f.anna.card.id, CARD_ID_BYTES);
	assert_memory_equal(key.secrets, s->f.anna.secrets, sizeof *key.secrets);
	key_release(&key);
}

static void no_private_byte_stands_in_it(void **state)
{
	struct scene *s = *state;

	assert_null(memmem(s->text.data, s->text.len, s->f.anna.secrets->box, 8));
	assert_null(memmem(s->text.data, s->text.len, s->f.anna.secrets->seed, 8));
}

static void a_wrong_passphrase_does_not_open(void **state)
{
	static const char *const wrong[] = {"correct horse battery stapl", "correct horse battery staple ",
	                                    "Correct horse battery staple", "x"};
	struct scene *s = *state;
	struct keyfile file;
	struct key key;

	assert_int_equal(keyfile_read(s->text.data, s->text.len, &file), SEAL_OK);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		const struct passphrase p = phrase(wrong[i]);

		assert_int_equal(keyfile_open(&file, &p, &key), SEAL_CLOSED);
		assert_null(key.secrets);
	}
}

/* One character of each line is changed so that the format still holds: the passphrase vouches for all of them. */
static void an_altered_line_does_not_open(void **state)
{
	static const struct {
		const char *at; /* the character after this is changed */
		char to, or_to;
	} changes[] = {{"name ", 'I', 'J'},
	               {"card ", '0', '1'},
	               {"argon2id ", '3', '4'},
	               {"salt ", 'A', 'B'},
	               {"secret ", 'A', 'B'}};
	struct scene *s = *state;
	const struct passphrase right = phrase("correct horse battery staple");

	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		char *at = strstr(s->text.data, changes[i].at) + strlen(changes[i].at), kept = *at;
		struct keyfile file;
		struct key key;

		*at = kept == changes[i].to ? changes[i].or_to : changes[i].to;
		assert_int_equal(keyfile_read(s->text.data, s->text.len, &file), SEAL_OK);
		assert_int_equal(keyfile_open(&file, &right, &key), SEAL_CLOSED);
		*at = kept;
	}
}

static enum seal_err read_with(const struct scene *s, const char *piece, const char *other)
{
	const char *at = strstr(s->text.data, piece);
	struct keyfile file;
	enum seal_err err;
	struct buf text;

	assert_non_null(at);
	buf_init(&text, 4096);
	buf_add(&text, s->text.data, (size_t)(at - s->text.data));
	buf_adds(&text, other);
	buf_adds(&text, at + strlen(piece));
	err = keyfile_read(text.data, text.len, &file);
	buf_release(&text);
	return err;
}

static void costs_out_of_bounds_are_refused_unspent(void **state)
{
	static const char *const bad[] = {"argon2id 1 65536",
	                                  "argon2id 11 65536",
	                                  "argon2id 2 65535",
	                                  "argon2id 2 1048577",
	                                  "argon2id 2 4294967295",
	                                  "argon2id 4294967298 65536",
	                                  "argon2id 4294967295 1048576",
	                                  "argon2id 0 0",
	                                  "argon2id 2 99999999999999999999",
	                                  "argon2id -2 65536",
	                                  "argon2id 2",
	                                  "argon2id 2 65536 1",
	                                  "argon2i 2 65536",
	                                  "scrypt 2 65536",
	                                  "argon2id  2 65536",
	                                  "argon2id 02 65536"};
	struct scene *s = *state;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(read_with(s, "argon2id 2 65536", bad[i]), SEAL_FORMAT);
	assert_int_equal(read_with(s, "argon2id 2 65536", "argon2id 10 1048576"), SEAL_OK);
	assert_int_equal(read_with(s, "argon2id 2 65536", "argon2id 3 262144"), SEAL_OK);
}

static void other_shapes_are_refused(void **state)
{
	struct scene *s = *state;
	struct keyfile file;

	assert_int_equal(read_with(s, "uzklausi-key 1", "uzklausi-key 2"), SEAL_FORMAT);
	assert_int_equal(read_with(s, "name Anna", "name ../Anna"), SEAL_FORMAT);
	assert_int_equal(read_with(s, "salt ", "salt A"), SEAL_FORMAT);
	assert_int_equal(read_with(s, "secret ", "note x\nsecret "), SEAL_FORMAT);
	for (size_t len = 0; len < s->text.len; len++)
		assert_int_equal(keyfile_read(s->text.data, len, &file), SEAL_FORMAT);
	buf_addc(&s->text, '\n');
	assert_int_equal(keyfile_read(s->text.data, s->text.len, &file), SEAL_FORMAT);
}

static void a_private_key_file_is_loaded(void **state)
{
	struct scene *s = *state;
	struct fault fault = {0};
	struct key key;

	assert_true(keyfile_load(s->key, s->pass, &key, &fault));
	key_release(&key);
	assert_int_equal(chmod(s->key, 0400), 0);
	assert_true(keyfile_load(s->key, s->pass, &key, &fault));
	key_release(&key);
}

static void key_files_that_others_can_reach_are_refused(void **state)
{
	static const mode_t modes[] = {0644, 0640, 0660, 0604, 0602, 0601, 0610, 0666};
	struct scene *s = *state;

	for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		struct fault fault = {0};
		struct key key;

		assert_int_equal(chmod(s->key, modes[i]), 0);
		assert_false(keyfile_load(s->key, s->pass, &key, &fault));
		assert_non_null(strstr(fault.text, "others"));
	}
}

static void a_symbolic_link_to_a_key_file_is_refused(void **state)
{
	struct scene *s = *state;
	struct fault fault = {0};
	struct key key;

	assert_int_equal(symlink(s->key, s->link), 0);
	assert_false(keyfile_load(s->link, s->pass, &key, &fault));
	assert_non_null(strstr(fault.text, "symbolic link"));
}

static void what_is_no_file_is_refused_without_waiting(void **state)
{
	struct scene *s = *state;
	struct fault fault = {0};
	struct key key;

	assert_int_equal(mkfifo(s->link, 0600), 0);
	assert_false(keyfile_load(s->link, s->pass, &key, &fault));
	assert_false(keyfile_load(s->folder, s->pass, &key, &fault));
	assert_false(keyfile_load("/dev/null", s->pass, &key, &fault));
	assert_false(keyfile_load("/nowhere/at/all", s->pass, &key, &fault));
}

static void someone_elses_key_file_is_refused(void **state)
{
	struct scene *s = *state;
	struct fault fault = {0};
	struct key key;

	if (geteuid() != 0)
		skip(); /* only root can give a file away */
	assert_int_equal(chown(s->key, 65534, 65534), 0);
	assert_false(keyfile_load(s->key, s->pass, &key, &fault));
	assert_non_null(strstr(fault.text, "belongs to someone else"));
}

static void a_wrong_passphrase_and_an_altered_file_have_one_message(void **state)
{
	struct scene *s = *state;
	struct fault wrong = {0}, altered = {0};
	struct key key;
	char *at;

	write_text(s->pass, "not it\n", 0600);
	assert_false(keyfile_load(s->key, s->pass, &key, &wrong));
	write_text(s->pass, "correct horse battery staple\n", 0600);
	at = strstr(s->text.data, "secret ") + 20;
	*at = *at == 'x' ? 'y' : 'x';
	write_text(s->key, s->text.data, 0600);
	assert_false(keyfile_load(s->key, s->pass, &key, &altered));
	assert_string_equal(wrong.text, altered.text);
}

static void passphrase_files_lose_only_their_line_end(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} files[] = {{"correct horse battery staple", true},
	             {"correct horse battery staple\r\n", true},
	             {"correct horse battery staple\nmore\n", true},
	             {"\ncorrect horse battery staple\n", false},
	             {"correct horse battery staple \n", false},
	             {"", false},
	             {"\n", false}};
	struct scene *s = *state;

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		struct fault fault = {0};
		struct key key;

		write_text(s->pass, files[i].text, 0600);
		assert_int_equal(keyfile_load(s->key, s->pass, &key, &fault), files[i].good);
		assert_int_equal(fault.text[0] == '\0', files[i].good);
		key_release(&key);
	}
}

static void a_passphrase_of_any_length_is_refused_past_its_limit(void **state)
{
	struct scene *s = *state;
	struct fault fault = {0};
	char text[PASSPHRASE_MAX + 3];
	struct passphrase p;

	memset(text, 'a', sizeof text);
	text[PASSPHRASE_MAX] = '\n';
	text[PASSPHRASE_MAX + 1] = '\0';
	write_text(s->pass, text, 0600);
	assert_true(passphrase_read(&p, s->pass, "?", false, &fault));
	assert_int_equal(p.len, PASSPHRASE_MAX);
	passphrase_release(&p);
	text[PASSPHRASE_MAX] = 'a';
	write_text(s->pass, text, 0600);
	assert_false(passphrase_read(&p, s->pass, "?", false, &fault));
	assert_null(p.text);
}

static void a_new_file_never_overwrites(void **state)
{
	struct scene *s = *state;
	struct fault fault = {0};
	struct buf text;

	assert_true(file_write_new(s->link, 0600, "one", 3, &fault));
	assert_false(file_write_new(s->link, 0600, "two", 3, &fault));
	assert_true(file_read_private(s->link, 100, &text, &fault));
	assert_string_equal(text.data, "one");
	buf_release(&text);
	assert_false(file_read(s->link, 2, &text, &fault));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(a_key_file_opens_to_the_same_keys, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(no_private_byte_stands_in_it, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_wrong_passphrase_does_not_open, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(an_altered_line_does_not_open, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(costs_out_of_bounds_are_refused_unspent, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(other_shapes_are_refused, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_private_key_file_is_loaded, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(key_files_that_others_can_reach_are_refused, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_symbolic_link_to_a_key_file_is_refused, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(what_is_no_file_is_refused_without_waiting, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(someone_elses_key_file_is_refused, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_wrong_passphrase_and_an_altered_file_have_one_message, set_up,
	                                        tear_down),
	        cmocka_unit_test_setup_teardown(passphrase_files_lose_only_their_line_end, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_passphrase_of_any_length_is_refused_past_its_limit, set_up,
	                                        tear_down),
	        cmocka_unit_test_setup_teardown(a_new_file_never_overwrites, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
