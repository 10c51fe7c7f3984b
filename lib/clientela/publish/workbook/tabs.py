"""What the tables of a report are called: in full in the index of the workbook, short on the tab of their sheet."""

from __future__ import annotations

from clientela.present.language import N_, _
from clientela.present.terms import known, term
from clientela.stage import STAGES

LONGEST = 31  # letters that Excel takes on a tab

# What the second and further tables of an analysis are called; the first has the analysis' own name. A table's own words come
# before those of its last name, since the same last name holds other things in other analyses; none at all: it needs none.
PARTS = {
    "accounts": N_("cuentas"),
    "additions": N_("datos que faltan"),
    "ages": N_("por antigüedad"),
    "aims": N_("metas"),
    "anonymous": N_("sin cliente"),
    "areas": N_("por área"),
    "arms": N_("comparación"),
    "assumptions": N_("lo que se supuso"),
    "balance": N_("antes del contacto"),
    "bands": N_("por tramos"),
    "basis": N_("con qué se mide"),
    "before_after": N_("antes y después"),
    "beliefs": N_("lo que se cree"),
    "by_customer": N_("cliente por cliente"),
    "by_segment": N_("por segmento"),
    "by_seller": N_("por vendedor"),
    "calendar": N_("por campaña"),
    "call_accounts": N_("cuentas"),
    "call_sellers": N_("por vendedor"),
    "calls": N_("llamadas"),
    "calls_limit": N_("hasta dónde llamar"),
    "cases": N_("casos"),
    "causes": N_("causas"),
    "cells": N_("casillas"),
    "chances": N_("probabilidades"),
    "channels": N_("por canal"),
    "charts": N_("en el tiempo"),
    "checks": N_("revisiones"),
    "claims": N_("lo que se promete"),
    "clashes": N_("choques"),
    "classes": N_("clases"),
    "cohorts": N_("generaciones"),
    "collectors": N_("por quien escribe"),
    "competitors": N_("competidores"),
    "criteria": N_("por criterio"),
    "curve": N_("curva"),
    "curves": N_("curvas"),
    "customers": N_("clientes"),
    "dates": N_("fechas"),
    "debtors": N_("quién debe"),
    "deciles": N_("por décimas"),
    "departures": N_("vendedor que se fue"),
    "depth": N_("cuánto se rebaja"),
    "designs": N_("tamaños"),
    "dimensions": N_("dimensiones"),
    "dual": N_("empresa y persona"),
    "excess": N_("lo que sobra"),
    "factors": N_("factores"),
    "fields": N_("campos"),
    "flows": N_("flujos"),
    "forecast": N_("previsión"),
    "future": N_("lo que viene"),
    "given": N_("entregadas"),
    "givers": N_("quién atiende"),
    "grades": N_("calificaciones"),
    "groups": N_("por grupo"),
    "holes": N_("días sin ventas"),
    "hours": N_("por hora"),
    "lacking": N_("lo que falta"),
    "lights": N_("semáforo"),
    "list": N_("lista"),
    "little": N_("con pocos datos"),
    "lost": N_("lo perdido"),
    "mailings": N_("envíos"),
    "matrix": N_("de dónde a dónde"),
    "moments": N_("momentos"),
    "month_of_year": N_("mes del año"),
    "monthly": N_("por mes"),
    "months": N_("por mes"),
    "moves": N_("movimientos"),
    "needs": N_("lo que hace falta"),
    "notices": N_("qué dijeron"),
    "offers": N_("ofertas"),
    "one_more": N_("una persona más"),
    "open": N_("lista"),
    "open_contracts": N_("vigentes"),
    "outlook": N_("previsión"),
    "overdue": N_("vencidos"),
    "owners": N_("responsables"),
    "pace": N_("ritmo de compra"),
    "pairs": N_("parejas comparadas"),
    "parameters": N_("parámetros"),
    "parts": N_("por partes"),
    "past": N_("lo visto"),
    "people": N_("personas"),
    "places": N_("puestos"),
    "points": N_("puntos"),
    "promises": N_("promesas"),
    "questions": N_("preguntas"),
    "ranks": N_("puestos"),
    "ratios": N_("razones"),
    "reasons": N_("motivos"),
    "returned": N_("los que volvieron"),
    "returns": N_("lo que volvió"),
    "rises": N_("cada alza"),
    "rules": N_("reglas"),
    "rungs": N_("por peldaño"),
    "segments": N_("por segmento"),
    "sellers": N_("por vendedor"),
    "series": N_("serie"),
    "shares": N_("partes"),
    "sides": N_("lados"),
    "signals": N_("lo que muestran"),
    "signs": N_("señales"),
    "silence": N_("quién no contesta"),
    "sizes": N_("por tamaño"),
    "skills": N_("habilidades"),
    "soon": N_("por vencer"),
    "sources": N_("por fuente"),
    "stability": N_("firmeza"),
    "states": N_("estados"),
    "steady": "",
    "steps": N_("pasos"),
    "summary": N_("resumen"),
    "survival": N_("cuántos siguen"),
    "tasks": N_("tareas"),
    "tenths": N_("por décimas"),
    "terms": N_("condiciones"),
    "ties": N_("asociaciones"),
    "top": N_("los mejores"),
    "traits": N_("rasgos"),
    "unattended": N_("sin atender"),
    "unclaimed": N_("sin prometer"),
    "units": N_("por unidad"),
    "unsound": N_("las que fallan"),
    "waits": N_("la espera"),
    "weekday": N_("día de la semana"),
    "weeks": N_("por semana"),
    "weighted": N_("con pesos"),
    "what_if": N_("qué pasaría"),
    "windows": N_("períodos comparados"),
    "company.capacity_little": N_("ley de Little"),
    "company.key_people_departures": N_("quién se fue"),
    "company.growth_cost_signs": "",
    "company.internal_customer_pairs": N_("cada pareja"),
    "company.receivables_balance": N_("por mes"),
    "company.room_excess": N_("si fuera el doble"),
    "loyalty.funnel_sources": N_("por origen"),
    "loyalty.rung_outlook_outlook": "",
    "loyalty.status_groups": N_("por estado"),
}
# Analyses whose own name, with its part, is too long for a tab.
SHORT = {
    "company.sales": N_("Ventas"),
    "company.drivers": N_("Origen del cambio"),
    "company.seasonality": N_("Ritmo"),
    "company.forecast": N_("Previsión"),
    "company.scorecard": N_("Tablero por áreas"),
    "company.growth_cost": N_("A costa del cliente"),
    "company.receivables": N_("Cartera"),
    "company.team": N_("Equipo"),
    "company.capacity": N_("Capacidad"),
    "company.demand": N_("Demanda"),
    "company.room": N_("Cupo"),
    "company.barriers": N_("Barreras"),
    "company.benchmarks": N_("Competencia"),
    "company.inside_out": N_("Dentro y fuera"),
    "company.positioning": N_("Mapa"),
    "company.sources": N_("Fuentes"),
    "company.alignment": N_("Objetivos"),
    "company.internal_customer": N_("Entre áreas"),
    "company.orientation": N_("Orientación"),
    "company.sellers": N_("Cuentas por vendedor"),
    "company.key_people": N_("Personas clave"),
    "product.entry": N_("Primera compra"),
    "product.gaps": N_("Lo esperado"),
    "product.hierarchy": N_("Lo básico y lo que gusta"),
    "product.importance": N_("Importancia y desempeño"),
    "product.raters": N_("Lo que otros creen"),
    "segments.rfm": N_("Segmentos"),
    "segments.concentration": N_("Concentración"),
    "segments.movement": N_("Movimiento"),
    "segments.clusters": N_("Grupos hallados"),
    "database.completeness": N_("Campos llenos"),
    "database.freshness": N_("Actualidad"),
    "database.gain": N_("Más datos"),
    "database.identity": N_("Registros"),
    "database.market": N_("Mercado"),
    "database.reach": N_("Contactables"),
    "database.validity": N_("Valores"),
    "loyalty.sources": N_("Orígenes"),
    "loyalty.funnel": N_("Presuntos"),
    "loyalty.departures": N_("Por qué se van"),
    "loyalty.comebacks": N_("Regresos"),
    "loyalty.win_back": N_("Recuperar"),
    "product.severity": N_("Casos abiertos"),
    "product.answering": N_("Respuesta"),
    "product.recovery": N_("Tras una queja"),
    "product.repurchase": N_("Volver tras una queja"),
    "product.twins": N_("Opinión y medida"),
    "product.benefits": N_("Promesas"),
    "product.willingness": N_("Lo que pagarían"),
    "product.supply": N_("Agotados"),
    "loyalty.discontent": N_("Descontentos"),
    "loyalty.calls": N_("Llamadas"),
    "loyalty.achieved": N_("Vendido y plan"),
    "loyalty.claims": N_("Lo que se dice de los leales"),
    "loyalty.keeping": N_("Ganar y conservar"),
    "loyalty.stimulus": N_("Lo que dice el equipo"),
    "loyalty.bearing": N_("Alzas de precio"),
    "loyalty.bearing_rungs": N_("Alzas y peldaños"),
    "loyalty.growth": N_("Lo que deja un cliente"),
    "loyalty.equity": N_("Valor de la base"),
    "loyalty.marketing_return": N_("Mercadeo"),
    "loyalty.balance": N_("Captar y conservar"),
    "loyalty.status": N_("Activos"),
    "loyalty.rules": N_("Reglas de quién está activo"),
    "loyalty.flows": N_("Llegadas y salidas"),
    "loyalty.ladder": N_("Escalera"),
    "loyalty.due": N_("Atrasados"),
    "loyalty.due_steady": N_("Firmeza de las llamadas"),
    "loyalty.next_list": N_("Próxima campaña"),
    "loyalty.next_list_steady": N_("Firmeza de la campaña"),
    "loyalty.campaigns": N_("Campañas"),
    "loyalty.experiment": N_("Sorteo"),
    "loyalty.test_design": N_("Tamaño del sorteo"),
    "loyalty.value": N_("Valor"),
    "loyalty.grading": N_("Pronóstico"),
    "loyalty.rungs": N_("Peldaños"),
    "loyalty.rung_outlook": N_("Peldaños"),
    "loyalty.promoters": N_("Recomendación"),
    "loyalty.scales": N_("Confianza"),
    "loyalty.consequences": N_("Satisfechos y compras"),
    "loyalty.dependence": N_("Cuentas"),
    "loyalty.contracts": N_("Contratos"),
}


def title(table: str) -> str:
    """What a table is called: its analysis and, where there are several, which of them.

    >>> title("loyalty.retention"), title("loyalty.retention_curve")
    ('Retención', 'Retención: curva')
    """
    analysis, rest = parts(table)
    if not analysis:
        return table.partition(".")[2].replace("_", " ")
    said = _part(table, rest)
    return f"{term(analysis).words}: {said}" if said else term(analysis).words


def tab(table: str) -> str:
    """What stands on the tab of a table: the number of its chapter and a name that Excel takes whole.

    >>> tab("loyalty.retention_curve"), tab("loyalty.marketing_return_returns")
    ('5 Retención · curva', '5 Mercadeo · lo que volvió')
    """
    number = STAGES[table.partition(".")[0]][0]
    analysis, rest = parts(table)
    said = _part(table, rest) if analysis else ""
    whole = f"{number} {title(table)}"
    # The tables of one analysis stand side by side under one name.
    if analysis in SHORT and (said or len(whole) > LONGEST):
        name = f"{number} {_(SHORT[analysis])}"
    else:
        name = f"{number} {term(analysis).words}" if analysis else whole
    return f"{name} · {said}" if said else name


def parts(table: str) -> tuple[str, str]:
    """The analysis of a table, and what is left of its name; no analysis where nobody has given it words.

    >>> parts("loyalty.next_list_offers")
    ('loyalty.next_list', 'offers')
    """
    stage, _dot, label = table.partition(".")
    pieces = label.split("_")
    for cut in range(len(pieces), 0, -1):
        if known(key := f"{stage}.{'_'.join(pieces[:cut])}"):
            return key, "_".join(pieces[cut:])
    return "", ""


def _part(table: str, rest: str) -> str:
    words = PARTS.get(table, PARTS.get(rest))
    # A name of the code is no word of the reader's: tables without one are numbered.
    return _(words) if words else ""
