"""Parameters and caches as they follow from the configurations."""

import pytest

from vitrine.anatomy.configuration import Configuration, from_metadata
from vitrine.anatomy.memory import GIB, Need, fits, needs, weight_bytes
from vitrine.anatomy.paper import configurations

SIZES = {configuration.name: configuration for configuration in configurations()}


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("7B", 6_738_415_616),
        ("13B", 13_015_864_320),
        ("34B", 33_743_970_304),
        ("70B", 68_976_648_192),
    ],
)
def test_parameters_are_those_of_the_released_weights(name: str, count: int) -> None:
    assert SIZES[name].parameter_count == count
    assert sum(SIZES[name].parameters().values()) == count


@pytest.mark.parametrize(
    ("name", "size"), [("7B", 11_008), ("13B", 13_824), ("34B", 22_016), ("70B", 28_672)]
)
def test_the_feed_forward_size_follows_metas_rule(name: str, size: int) -> None:
    assert SIZES[name].feed_forward == size


@pytest.mark.parametrize(("name", "group"), [("7B", 1), ("13B", 1), ("34B", 8), ("70B", 8)])
def test_only_the_larger_two_share_keys_and_values(name: str, group: int) -> None:
    assert SIZES[name].group == group
    assert SIZES[name].head_size == 128


@pytest.mark.parametrize(
    ("name", "gib", "ungrouped"),
    [("7B", 2.0, 2.0), ("13B", 3.125, 3.125), ("34B", 0.75, 6.0), ("70B", 1.25, 10.0)],
)
def test_the_cache_of_a_full_context_at_16_bits(name: str, gib: float, ungrouped: float) -> None:
    assert SIZES[name].cache_bytes(4096) == gib * GIB
    assert SIZES[name].cache_bytes(4096, grouped=False) == ungrouped * GIB


def test_the_cache_grows_with_context_batch_and_bytes() -> None:
    one = SIZES["7B"].cache_bytes(1)
    assert one == 2 * 32 * 4096 * 2
    assert SIZES["7B"].cache_bytes(10, batch=3, value_bytes=1) == one * 15


def test_a_tied_output_layer_and_a_given_hidden_size_count_as_they_are() -> None:
    small = Configuration("small", 64, 2, 4, 2, 100, 128, hidden=160, tied=True)
    attention = 2 * (2 * 64 * 64 + 2 * 64 * 32)
    assert small.parameter_count == 6400 + attention + 2 * 3 * 64 * 160 + 5 * 64


@pytest.mark.parametrize(
    ("kind", "size"),
    [("f16", 2.0), ("q8_0", 34 / 32), ("q4_0", 18 / 32)],
)
def test_a_weights_bytes_are_those_of_ggmls_blocks(kind: str, size: float) -> None:
    assert weight_bytes(3200, kind) == 3200 * size


def test_7b_in_four_bits_fits_where_16_bits_do_not() -> None:
    (small,) = needs([SIZES["7B"]], "q4_0", 4096)
    (large,) = needs([SIZES["7B"]], "f16", 4096)
    assert fits(small, 8 * GIB)
    assert not fits(large, 8 * GIB)


def test_a_need_is_cut_to_the_models_own_context() -> None:
    asked, full = needs([SIZES["7B"]], "f16", 100_000), needs([SIZES["7B"]], "f16", 4096)
    assert asked == full


def test_what_just_fits_fits() -> None:
    assert fits(Need("x", 6, 4), 10)
    assert not fits(Need("x", 6, 5), 10)


METADATA = {
    "general.architecture": "llama",
    "llama.vocab_size": 5000,
    "llama.context_length": 1024,
    "llama.embedding_length": 192,
    "llama.block_count": 4,
    "llama.feed_forward_length": 512,
    "llama.attention.head_count": 6,
    "llama.attention.head_count_kv": 2,
    "general.parameter_count": 2_534_592,
}


def test_a_files_metadata_give_its_configuration() -> None:
    found = from_metadata("demo", METADATA)
    assert found == Configuration("demo", 192, 4, 6, 2, 5000, 1024, hidden=512, tied=True)
    assert found.parameter_count == 2_534_592


def test_an_output_layer_of_its_own_is_told_by_the_count() -> None:
    found = from_metadata("x", {**METADATA, "general.parameter_count": 2_534_592 + 5000 * 192})
    assert found is not None
    assert not found.tied


@pytest.mark.parametrize("key", ["llama.embedding_length", "llama.vocab_size"])
def test_too_little_metadata_give_none(key: str) -> None:
    assert from_metadata("x", {k: v for k, v in METADATA.items() if k != key}) is None
    assert from_metadata("x", {**METADATA, key: "many"}) is None
